-- Addresses that are told what happens. The secret must be had again to sign, so it is stored as it is.
CREATE TABLE webhook (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    secret TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID
--;
CREATE INDEX webhook_of_owner ON webhook (owner, id)
--;
-- One message for one address, and what came of it. `seq` is the event's; 0 for tests and replays.
CREATE TABLE webhook_delivery (
    id TEXT PRIMARY KEY,
    webhook_id TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    status INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    replay_of TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
--;
CREATE INDEX webhook_delivery_of_webhook ON webhook_delivery (webhook_id, id)
--;
CREATE UNIQUE INDEX webhook_delivery_of_event ON webhook_delivery (webhook_id, seq, type) WHERE seq > 0
--;
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at) WHERE state = 'pending'
--;
CREATE INDEX webhook_delivery_next ON webhook_delivery (due_at) WHERE state = 'pending'
--;
CREATE INDEX webhook_delivery_finished ON webhook_delivery (finished_at) WHERE finished_at > 0
--;
-- Up to which event everything has become deliveries; one row.
CREATE TABLE webhook_place (
    seq INTEGER NOT NULL
)
--;
INSERT INTO webhook_place (seq) SELECT COALESCE(MAX(seq), 0) FROM event
