-- What had the names of a rule that allows when it was made; empty: nobody has looked yet.
ALTER TABLE policy_rule ADD COLUMN bound_to TEXT NOT NULL DEFAULT ''
--;
-- Accounts beside the owner whose words a task began with, as when others write in his chat; between commas.
ALTER TABLE task ADD COLUMN askers TEXT NOT NULL DEFAULT ''
