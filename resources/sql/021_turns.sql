-- Owners take turns at an agent, so the run engine takes from what one owner has ready there.
ALTER TABLE step ADD COLUMN owner TEXT NOT NULL DEFAULT ''
--;
UPDATE step SET owner = COALESCE((SELECT owner FROM task WHERE task.id = step.task_id), '')
--;
DROP INDEX step_ready
--;
CREATE INDEX step_ready ON step (agent_id, owner, priority DESC, id) WHERE state = 'ready' AND not_before = 0
