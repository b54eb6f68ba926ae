-- People who sign in. Who registers is the only one of his tenant. The password is the text that libsodium makes of it,
-- with its salt and its costs.
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    username TEXT NOT NULL UNIQUE COLLATE NOCASE,
    full_name TEXT NOT NULL,
    password TEXT NOT NULL,
    role TEXT NOT NULL,
    is_active INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    last_login_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
--;
-- Every refresh adds one to its family and uses up the one before. One that is used twice was stolen.
CREATE TABLE refresh_token (
    hash BLOB PRIMARY KEY,
    family TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL DEFAULT 0,
    revoked_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
--;
CREATE INDEX refresh_token_of_family ON refresh_token (family)
--;
CREATE INDEX refresh_token_of_account ON refresh_token (account_id)
--;
CREATE INDEX refresh_token_by_expiry ON refresh_token (expires_at)
--;
ALTER TABLE api_key ADD COLUMN description TEXT NOT NULL DEFAULT ''
--;
CREATE INDEX api_key_of_owner ON api_key (owner, id)
--;
CREATE TABLE rate_count (
    what TEXT NOT NULL,
    who TEXT NOT NULL,
    ends_at INTEGER NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (what, who)
) WITHOUT ROWID
--;
-- Answers to requests with an Idempotency-Key. The status is 0 while the request is under way.
CREATE TABLE stored_reply (
    hash BLOB NOT NULL UNIQUE,
    status INTEGER NOT NULL,
    content_type TEXT NOT NULL DEFAULT '',
    headers TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    body BLOB NOT NULL DEFAULT x''
)
--;
CREATE INDEX stored_reply_by_age ON stored_reply (created_at)
--;
-- What each owner's tasks used in each month ("2026-01"), kept by the trigger.
CREATE TABLE token_use (
    owner TEXT NOT NULL,
    month TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    PRIMARY KEY (owner, month)
) WITHOUT ROWID
--;
CREATE TRIGGER tokens_used AFTER UPDATE OF input_tokens, output_tokens ON task
WHEN NEW.input_tokens + NEW.output_tokens <> OLD.input_tokens + OLD.output_tokens BEGIN
    INSERT INTO token_use (owner, month, tokens)
    VALUES (NEW.owner, strftime('%Y-%m', NEW.updated_at / 1000, 'unixepoch'),
            NEW.input_tokens + NEW.output_tokens - OLD.input_tokens - OLD.output_tokens)
    ON CONFLICT (owner, month) DO UPDATE SET tokens = tokens + excluded.tokens;
END
