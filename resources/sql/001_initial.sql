-- Times are milliseconds of UTC, 0 where not set. Ids are ordered in time. JSON is text.
-- Statements are divided by lines that hold only the mark below.
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    task_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    actor TEXT NOT NULL,
    message TEXT NOT NULL,
    payload TEXT NOT NULL,
    at INTEGER NOT NULL
)
--;
CREATE INDEX event_of_task ON event (task_id, seq) WHERE task_id <> ''
--;
CREATE TABLE task (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    query TEXT NOT NULL,
    session_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    priority INTEGER NOT NULL,
    state TEXT NOT NULL,
    context TEXT NOT NULL,
    options TEXT NOT NULL,
    result TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    provider TEXT NOT NULL DEFAULT '',
    input_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0,
    cost REAL NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    actor TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    started_at INTEGER NOT NULL DEFAULT 0,
    finished_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
--;
CREATE INDEX task_of_owner ON task (owner, id)
--;
CREATE INDEX task_of_session ON task (session_id, id)
--;
CREATE INDEX task_by_state ON task (state, id)
--;
CREATE INDEX task_of_conversation ON task (conversation_id, id) WHERE conversation_id <> ''
--;
CREATE INDEX task_finished ON task (finished_at) WHERE finished_at > 0
--;
-- Kept by the triggers below, so that no screen counts rows.
CREATE TABLE task_count (
    owner TEXT NOT NULL,
    state TEXT NOT NULL,
    tasks INTEGER NOT NULL,
    PRIMARY KEY (owner, state)
) WITHOUT ROWID
--;
CREATE TRIGGER task_added AFTER INSERT ON task BEGIN
    INSERT INTO task_count (owner, state, tasks) VALUES (NEW.owner, NEW.state, 1)
    ON CONFLICT (owner, state) DO UPDATE SET tasks = tasks + 1;
END
--;
CREATE TRIGGER task_moved AFTER UPDATE OF state ON task WHEN OLD.state <> NEW.state BEGIN
    UPDATE task_count SET tasks = tasks - 1 WHERE owner = OLD.owner AND state = OLD.state;
    INSERT INTO task_count (owner, state, tasks) VALUES (NEW.owner, NEW.state, 1)
    ON CONFLICT (owner, state) DO UPDATE SET tasks = tasks + 1;
END
--;
-- What each agent has done since the store was made; written with the end of each task.
CREATE TABLE agent_total (
    agent_id TEXT PRIMARY KEY,
    completed INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL
) WITHOUT ROWID
--;
CREATE TABLE step (
    id TEXT PRIMARY KEY,
    task_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    agent_id TEXT NOT NULL,
    tool TEXT NOT NULL,
    input TEXT NOT NULL,
    output TEXT NOT NULL DEFAULT '{}',
    error TEXT NOT NULL DEFAULT '',
    after TEXT NOT NULL,
    not_before INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    started_at INTEGER NOT NULL DEFAULT 0,
    finished_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
--;
CREATE INDEX step_of_task ON step (task_id, position)
--;
-- What the run engine takes from: the ready steps of one agent, most urgent and oldest first.
CREATE INDEX step_ready ON step (agent_id, priority DESC, id) WHERE state = 'ready'
--;
CREATE INDEX step_postponed ON step (not_before) WHERE state = 'ready' AND not_before > 0
--;
CREATE INDEX step_under_way ON step (state) WHERE state IN ('running', 'waiting', 'uncertain')
--;
CREATE TABLE approval (
    id TEXT PRIMARY KEY,
    task_id TEXT NOT NULL,
    step_id TEXT NOT NULL,
    tool_step_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    agent TEXT NOT NULL,
    cluster TEXT NOT NULL,
    tool TEXT NOT NULL,
    title TEXT NOT NULL,
    arguments TEXT NOT NULL,
    reason TEXT NOT NULL,
    risk TEXT NOT NULL,
    state TEXT NOT NULL,
    edited TEXT NOT NULL DEFAULT '',
    feedback TEXT NOT NULL DEFAULT '',
    decided_by TEXT NOT NULL DEFAULT '',
    claimed_by TEXT NOT NULL DEFAULT '',
    requested_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL DEFAULT 0,
    decided_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
--;
CREATE INDEX approval_pending ON approval (expires_at) WHERE state = 'pending'
--;
CREATE INDEX approval_of_task ON approval (task_id, id)
--;
CREATE INDEX approval_by_state ON approval (state, id)
--;
CREATE TABLE policy_rule (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    tool TEXT NOT NULL,
    agent TEXT NOT NULL,
    cluster TEXT NOT NULL,
    condition TEXT NOT NULL,
    decision TEXT NOT NULL,
    risk TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID
--;
CREATE TABLE api_key (
    id TEXT PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    prefix TEXT NOT NULL,
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL DEFAULT 0,
    revoked_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
--;
CREATE TABLE cluster (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    namespace TEXT NOT NULL,
    state TEXT NOT NULL,
    manifest TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) WITHOUT ROWID
--;
CREATE TABLE agent (
    id TEXT PRIMARY KEY,
    cluster_id TEXT NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    spec TEXT NOT NULL,
    instances INTEGER NOT NULL,
    last_scaled_at INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    UNIQUE (cluster_id, name)
) WITHOUT ROWID
--;
CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    title TEXT NOT NULL,
    context TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) WITHOUT ROWID
--;
CREATE INDEX conversation_by_time ON conversation (updated_at, id)
--;
CREATE TABLE document (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    tags TEXT NOT NULL DEFAULT '[]',
    content_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    text TEXT NOT NULL -- last, and in a table with rowids, so that a list never reads it
)
--;
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,
    length INTEGER NOT NULL,
    heading TEXT NOT NULL DEFAULT ''
)
--;
CREATE INDEX passage_of_document ON passage (document_id, position)
--;
CREATE VIRTUAL TABLE passage_text USING fts5 (title, heading, body, tokenize = 'porter unicode61 remove_diacritics 2')
--;
CREATE TABLE memory (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID
--;
CREATE INDEX memory_of_owner ON memory (owner, id)
--;
CREATE TABLE provider (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    base_url TEXT NOT NULL,
    model TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID
