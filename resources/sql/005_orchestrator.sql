-- A task that runs in phases, under the name that clients of workflows know it by (a UUID).
CREATE TABLE workflow (
    id TEXT PRIMARY KEY,
    task_id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    type TEXT NOT NULL,
    configuration TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
--;
-- How long the phases of workflows took, so that the end of the next one can be estimated.
CREATE TABLE workflow_duration (
    type TEXT NOT NULL,
    kind TEXT NOT NULL,
    phases INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    PRIMARY KEY (type, kind)
) WITHOUT ROWID
--;
-- The keys as the gateway's document names them. A secret is kept as its hash alone, so its beginning stands for it.
CREATE VIEW api_keys AS
SELECT prefix AS api_key, owner AS owner_id, scopes AS permissions, revoked_at = 0 AS is_active, created_at,
    NULL AS expires_at
FROM api_key
