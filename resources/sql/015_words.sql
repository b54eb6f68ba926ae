-- The search knows what people take for the same word, in scripts with and without spaces: core/base/words.
CREATE VIRTUAL TABLE passage_words USING fts5 (title, heading, body, tokenize = 'porter words')
--;
INSERT INTO passage_words (rowid, title, heading, body) SELECT rowid, title, heading, body FROM passage_text
--;
DROP TABLE passage_text
--;
ALTER TABLE passage_words RENAME TO passage_text
