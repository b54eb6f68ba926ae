-- A session is what the tasks of one owner share by their session_id, which is its name here. `id` is that
-- name where it is a UUID, and a UUID of its own where it is not. `number` orders by age.
CREATE TABLE session (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    first_task TEXT NOT NULL,
    last_task TEXT NOT NULL,
    tasks INTEGER NOT NULL DEFAULT 1,
    completed INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    tokens INTEGER NOT NULL DEFAULT 0,
    cost REAL NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    active_at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0,
    deleted_by TEXT NOT NULL DEFAULT ''
)
--;
CREATE UNIQUE INDEX session_by_name ON session (name, owner) WHERE deleted_at = 0
--;
CREATE INDEX session_by_id ON session (id) WHERE id <> name
--;
CREATE INDEX session_of_owner ON session (owner) WHERE deleted_at = 0
--;
CREATE INDEX session_deleted ON session (name) WHERE deleted_at > 0
--;
-- What was there before: the same as if each task had been submitted now.
INSERT INTO session (id, name, owner, title, first_task, last_task, tasks, completed, failed, tokens, cost,
                     created_at, updated_at, active_at)
SELECT CASE WHEN session_id LIKE '________-____-____-____-____________' THEN session_id
            ELSE lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
                 || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))) END,
       session_id, owner, substr(MIN(id || query), length(MIN(id)) + 1, 60), MIN(id), MAX(id), COUNT(*),
       SUM(state = 'completed'), SUM(state = 'failed'), SUM(input_tokens + output_tokens), SUM(cost),
       MIN(created_at), MAX(updated_at), MAX(updated_at)
FROM task GROUP BY owner, session_id ORDER BY MIN(id)
--;
CREATE TABLE session_count (
    owner TEXT PRIMARY KEY,
    sessions INTEGER NOT NULL
) WITHOUT ROWID
--;
INSERT INTO session_count (owner, sessions) SELECT owner, COUNT(*) FROM session GROUP BY owner
--;
CREATE TRIGGER session_added AFTER INSERT ON session BEGIN
    INSERT INTO session_count (owner, sessions) VALUES (NEW.owner, 1)
    ON CONFLICT (owner) DO UPDATE SET sessions = sessions + 1;
END
--;
CREATE TRIGGER session_deleted AFTER UPDATE OF deleted_at ON session WHEN OLD.deleted_at = 0 AND NEW.deleted_at > 0
BEGIN
    UPDATE session_count SET sessions = sessions - 1 WHERE owner = NEW.owner;
END
--;
-- The sums of a session follow its tasks, also when one that failed is started again.
CREATE TRIGGER task_summed AFTER UPDATE OF state, input_tokens, output_tokens, cost ON task
WHEN OLD.input_tokens <> NEW.input_tokens OR OLD.output_tokens <> NEW.output_tokens OR OLD.cost <> NEW.cost
     OR (OLD.state <> NEW.state AND (OLD.state IN ('completed', 'failed') OR NEW.state IN ('completed', 'failed')))
BEGIN
    UPDATE session SET
        tokens = tokens + NEW.input_tokens - OLD.input_tokens + NEW.output_tokens - OLD.output_tokens,
        cost = cost + NEW.cost - OLD.cost,
        completed = completed + (NEW.state = 'completed') - (OLD.state = 'completed'),
        failed = failed + (NEW.state = 'failed') - (OLD.state = 'failed'),
        active_at = NEW.updated_at
    WHERE name = NEW.session_id AND owner = NEW.owner AND deleted_at = 0 AND first_task <= NEW.id;
END
--;
-- Every list of tasks that a key can address is read from an index, newest first.
DROP INDEX task_of_session
--;
CREATE INDEX task_of_session ON task (session_id, owner, id)
--;
CREATE INDEX task_of_owner_by_state ON task (owner, state, id)
--;
CREATE INDEX task_of_agent ON task (agent_id, id)
