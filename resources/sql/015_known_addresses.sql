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
