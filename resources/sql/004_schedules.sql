CREATE TABLE schedule (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    cron TEXT NOT NULL,
    zone TEXT NOT NULL,
    query TEXT NOT NULL,
    context TEXT NOT NULL,
    budget REAL NOT NULL,
    time_limit INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    last_run_at INTEGER NOT NULL DEFAULT 0,
    next_run_at INTEGER NOT NULL DEFAULT 0,
    runs INTEGER NOT NULL DEFAULT 0,
    succeeded INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
--;
CREATE INDEX schedule_of_owner ON schedule (owner, id) WHERE state <> 'deleted'
--;
CREATE INDEX schedule_due ON schedule (next_run_at) WHERE state = 'active'
--;
-- A time that was due and what came of it. The key is the promise that no time runs twice.
CREATE TABLE schedule_run (
    schedule_id TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    triggered_at INTEGER NOT NULL,
    task_id TEXT NOT NULL,             -- empty when no task could be submitted
    error TEXT NOT NULL,               -- then, why
    ends_by INTEGER NOT NULL DEFAULT 0, -- while the task may run; 0 once it has ended
    PRIMARY KEY (schedule_id, due_at)
) WITHOUT ROWID
--;
CREATE INDEX schedule_run_of_task ON schedule_run (task_id) WHERE task_id <> ''
--;
CREATE INDEX schedule_run_under_way ON schedule_run (ends_by) WHERE ends_by > 0
--;
CREATE TRIGGER schedule_run_moved AFTER UPDATE OF state ON task
WHEN OLD.state <> NEW.state AND (OLD.state IN ('completed', 'failed', 'cancelled')
                                 OR NEW.state IN ('completed', 'failed', 'cancelled'))
BEGIN
    UPDATE schedule SET
        succeeded = succeeded + (NEW.state = 'completed') - (OLD.state = 'completed'),
        failed = failed + (NEW.state IN ('failed', 'cancelled')) - (OLD.state IN ('failed', 'cancelled'))
    WHERE id = (SELECT schedule_id FROM schedule_run WHERE task_id <> '' AND task_id = NEW.id);
    UPDATE schedule_run SET ends_by = 0
    WHERE task_id <> '' AND task_id = NEW.id AND NEW.state IN ('completed', 'failed', 'cancelled');
END
