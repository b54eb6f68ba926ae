-- What is postponed is no part of what the run engine takes from, so that it never passes it one by one.
DROP INDEX step_ready
--;
CREATE INDEX step_ready ON step (agent_id, priority DESC, id) WHERE state = 'ready' AND not_before = 0
--;
-- Lists and counts of one owner's approvals are read from an index alone.
CREATE INDEX approval_of_owner ON approval (owner, id)
--;
CREATE INDEX approval_of_owner_by_state ON approval (owner, state, id)
--;
-- And what somebody may decide is counted from one.
CREATE INDEX approval_seen ON approval (state, owner, deciders)
--;
CREATE INDEX agent_session_expiry ON agent_session (expires_at) WHERE ended_at = 0
--;
CREATE INDEX room_question_waits ON room_question (room_id, asked_at) WHERE answered_at = 0
