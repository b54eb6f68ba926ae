-- The key that an invitation was made with: it goes when that one goes. Empty: a person made it.
ALTER TABLE invitation ADD COLUMN key TEXT NOT NULL DEFAULT ''
--;
-- The sign-in that a key was made in: the key goes when somebody else turns out to have used that. Empty: none.
ALTER TABLE api_key ADD COLUMN sign_in TEXT NOT NULL DEFAULT ''
--;
CREATE INDEX api_key_of_sign_in ON api_key (sign_in) WHERE sign_in <> ''
