#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Submits a task that wants to write a file, waits for its signal, clears it and shows the answer.
. "$(dirname "$0")/common.sh"

task=$(json "$box/api/v1/tasks" --data "{\"query\": \"write 'Hello from curl' to hello.md\"}" | value task_id)
echo "task: $task"

# It asks, or it ends by itself where a rule lets it write.
approval=
until [[ -n $approval || $(call "$box/api/v1/tasks/$task" | value status) =~ COMPLETED|FAILED|CANCELLED ]]; do
    sleep 0.5
    approval=$(call "$box/api/v1/approvals?status=pending&workflow_id=$task" | value approval_id)
done
if [[ -n $approval ]]; then
    json "$box/api/v1/approvals/decision" \
        --data "{\"workflow_id\": \"$task\", \"approval_id\": \"$approval\", \"approved\": true}"
    echo
fi

# The stream tells everything that happened, and ends with the task.
call --no-buffer "$box/api/v1/stream/sse?workflow_id=$task" | sed -n 's/^event: //p'
call "$box/api/v1/tasks/$task"
echo
