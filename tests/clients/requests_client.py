# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program does that uses requests: submit, follow the stream, clear the signal, read the answer."""
import json
import sys

import requests

url, key = sys.argv[1:3]
session = requests.Session()
session.headers["X-API-Key"] = key

answer = session.post(f"{url}/api/v1/tasks", json={"query": "write 'hello' to hello.md"}, timeout=10)
assert answer.status_code == 200, answer.text
task = answer.json()["task_id"]

types = []
name = ""
with session.get(f"{url}/api/v1/stream/sse", params={"workflow_id": task}, stream=True, timeout=30) as stream:
    assert stream.headers["Content-Type"] == "text/event-stream"
    for line in stream.iter_lines(decode_unicode=True):
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            types.append(name)
            if name == "APPROVAL_REQUESTED":
                approval = json.loads(line[6:])["payload"]["approval_id"]
                decision = {"workflow_id": task, "approval_id": approval, "approved": True}
                decided = session.post(f"{url}/api/v1/approvals/decision", json=decision, timeout=10)
                assert decided.status_code == 200, decided.text
            if name == "done":
                break
assert "APPROVAL_DECISION" in types and "WORKFLOW_COMPLETED" in types, types

shown = session.get(f"{url}/api/v1/tasks/{task}", timeout=10).json()
assert "COMPLETED" in shown["status"], shown
refused = requests.get(f"{url}/api/v1/tasks", timeout=10)
assert refused.status_code == 401 and "error" in refused.json()
print("passed")
