-- The inbox begins with what is riskiest and has waited longest, and ends with what was decided last.
CREATE INDEX approval_urgency
    ON approval (CASE risk WHEN 'low' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END, requested_at, id)
    WHERE state = 'pending'
--;
CREATE INDEX approval_decided ON approval (decided_at) WHERE decided_at > 0
