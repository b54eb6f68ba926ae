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
--;
-- Who deployed a cluster, or added a document, has it for himself unless an administrator offers it to all. What was there
-- before was everybody's, and stays so.
ALTER TABLE cluster ADD COLUMN shared INTEGER NOT NULL DEFAULT 0
--;
UPDATE cluster SET shared = 1
--;
-- In a table of its own, because a column behind the text of a document could not be read without it.
CREATE TABLE shared_document (
    document_id TEXT PRIMARY KEY REFERENCES document (id) ON DELETE CASCADE
) WITHOUT ROWID
--;
INSERT INTO shared_document (document_id) SELECT id FROM document
--;
-- Where an account signed in before, so that wrong passwords from elsewhere do not keep its owner out.
CREATE TABLE account_address (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, address)
) WITHOUT ROWID
--;
-- Hosts to which a person let an agent carry something for that owner; it is asked once.
CREATE TABLE known_host (
    owner TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    host TEXT NOT NULL,
    known_at INTEGER NOT NULL,
    PRIMARY KEY (owner, agent_id, host)
) WITHOUT ROWID
