-- Who deployed a cluster, or added a document, has it for himself unless an administrator offers it to all. What was there
-- before was everybody's, and stays so.
ALTER TABLE cluster ADD COLUMN shared INTEGER NOT NULL DEFAULT 0
--;
UPDATE cluster SET shared = 1
--;
-- In a table of its own, because a column behind the text of a document could not be read without it.
CREATE TABLE shared_document (
    document_id TEXT PRIMARY KEY REFERENCES document (id) ON DELETE CASCADE
) WITHOUT ROWID
--;
INSERT INTO shared_document (document_id) SELECT id FROM document
