-- Agents that are code. A deleted one keeps its row, so that its executions still say whose they were.
CREATE TABLE code_agent (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    requirements TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0,
    code TEXT NOT NULL -- last, and in a table with rowids, so that a list never reads it
)
--;
CREATE INDEX code_agent_of_owner ON code_agent (owner, id) WHERE deleted_at = 0
--;
-- A session that somebody opened. Its tasks carry its id as their session_id.
CREATE TABLE agent_session (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    state TEXT NOT NULL,
    timeout INTEGER NOT NULL,
    max_iterations INTEGER NOT NULL,
    iterations INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
--;
CREATE INDEX agent_session_of_owner ON agent_session (owner, id)
--;
CREATE INDEX agent_session_open ON agent_session (owner, expires_at) WHERE ended_at = 0
