-- A conversation belongs to cluster/agent by name, so that a cluster deployed anew keeps it.
ALTER TABLE conversation ADD COLUMN agent_name TEXT NOT NULL DEFAULT ''
--;
UPDATE conversation SET agent_name = COALESCE(
    (SELECT cluster.name || '/' || agent.name FROM agent JOIN cluster ON cluster.id = agent.cluster_id
     WHERE agent.id = conversation.agent_id), '')
