-- Codes that administrators give to people, so that these may register. The code is shown once; its hash is kept.
CREATE TABLE invitation (
    id TEXT PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    role TEXT NOT NULL,
    note TEXT NOT NULL,
    owner TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL DEFAULT 0,
    used_by TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID
--;
-- The key that made it: a key goes when that one goes, and never does more. Empty: a person made it.
ALTER TABLE api_key ADD COLUMN parent TEXT NOT NULL DEFAULT ''
--;
CREATE INDEX api_key_of_parent ON api_key (parent) WHERE parent <> ''
--;
-- People manage their keys with the key that they got when they registered; it was made before there was a scope for it.
UPDATE api_key SET scopes = scopes || ' api_keys:manage'
WHERE name = 'Default API Key' AND instr(scopes, 'api_keys:manage') = 0
    AND owner IN (SELECT id FROM account)
