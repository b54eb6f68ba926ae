-- A large document is gone at once for everybody, and its passages are deleted a few at a time.
ALTER TABLE document_intake ADD COLUMN removed INTEGER NOT NULL DEFAULT 0
