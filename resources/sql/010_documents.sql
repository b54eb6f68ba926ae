-- Documents that are not ready: still read, or, with an error, given up. In a table of its own, because a column
-- behind the text of a document could not be read without it.
CREATE TABLE document_intake (
    document_id TEXT PRIMARY KEY REFERENCES document (id) ON DELETE CASCADE,
    error TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID
