-- Which agent takes the tasks of somebody that name none, by its name "cluster/agent". Without a row: the default lane.
CREATE TABLE default_agent (
    owner TEXT PRIMARY KEY,
    agent TEXT NOT NULL,
    chosen_at INTEGER NOT NULL
) WITHOUT ROWID
--;
-- What the caller might do when the answer was made, in the words of scopes: who may do less is not told again.
ALTER TABLE stored_reply ADD COLUMN scopes TEXT NOT NULL DEFAULT ''
--;
-- What somebody sees is read by whose it is and by who may decide it, so that what is others' is never passed one by one.
DROP INDEX approval_seen
--;
CREATE INDEX approval_of_deciders_by_state ON approval (deciders, state, id, owner)
--;
CREATE INDEX approval_of_deciders ON approval (deciders, id, owner)
--;
CREATE INDEX approval_urgency_of_owner
    ON approval (owner, set_aside_at > 0, CASE risk WHEN 'low' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END, requested_at, id)
    WHERE state = 'pending'
--;
CREATE INDEX approval_urgency_of_deciders
    ON approval (deciders, set_aside_at > 0, CASE risk WHEN 'low' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END, requested_at, id)
    WHERE state = 'pending'
--;
CREATE INDEX approval_decided_of_owner ON approval (owner, decided_at, id) WHERE decided_at > 0
--;
CREATE INDEX approval_decided_of_deciders ON approval (deciders, decided_at, id) WHERE decided_at > 0
