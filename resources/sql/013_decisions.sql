-- Who decides: several people where a rule says so; what they said so far; what was set aside; when people are reminded.
ALTER TABLE approval ADD COLUMN deciders TEXT NOT NULL DEFAULT ''
--;
ALTER TABLE approval ADD COLUMN requester TEXT NOT NULL DEFAULT 'may'
--;
ALTER TABLE approval ADD COLUMN needed INTEGER NOT NULL DEFAULT 1
--;
ALTER TABLE approval ADD COLUMN approvers TEXT NOT NULL DEFAULT ''
--;
ALTER TABLE approval ADD COLUMN set_aside_at INTEGER NOT NULL DEFAULT 0
--;
ALTER TABLE approval ADD COLUMN remind_at INTEGER NOT NULL DEFAULT 0
--;
ALTER TABLE approval ADD COLUMN reminders INTEGER NOT NULL DEFAULT 0
--;
DROP INDEX approval_urgency
--;
CREATE INDEX approval_urgency
    ON approval (set_aside_at > 0, CASE risk WHEN 'low' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END, requested_at, id)
    WHERE state = 'pending'
--;
CREATE INDEX approval_reminders ON approval (remind_at) WHERE state = 'pending'
--;
ALTER TABLE policy_rule ADD COLUMN deciders TEXT NOT NULL DEFAULT ''
--;
ALTER TABLE policy_rule ADD COLUMN requester TEXT NOT NULL DEFAULT 'may'
--;
ALTER TABLE policy_rule ADD COLUMN needed INTEGER NOT NULL DEFAULT 1
