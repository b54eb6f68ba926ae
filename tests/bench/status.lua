-- SPDX-License-Identifier: GPL-3.0-or-later
wrk.headers["X-API-Key"] = os.getenv("SIGNALBOX_KEY")
