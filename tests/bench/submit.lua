-- SPDX-License-Identifier: GPL-3.0-or-later
wrk.method = "POST"
wrk.body = '{"query": "What is 2 + 2?", "context": {"source": "bench"}}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-API-Key"] = os.getenv("SIGNALBOX_KEY")
