# SPDX-License-Identifier: GPL-3.0-or-later
"""Submits a task that wants to write a file, follows it, and clears the signal that it waits at."""
from signalbox import Signalbox

box = Signalbox()
task = box.submit("write 'Hello from Python' to hello.md")["task_id"]
for event in box.stream(task):
    if event.type == "APPROVAL_REQUESTED":
        print("asked:", event.data["message"])
        box.approve(task, event.data["payload"]["approval_id"], feedback="Go ahead.")
    elif event.type == "WORKFLOW_COMPLETED":
        print("done")
print(box.wait(task)["result"])
