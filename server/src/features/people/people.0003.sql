-- By which moderators see what else the browser of a banned person was signed in as. Null on a shared device: whoever
-- comes next there is somebody else.
ALTER TABLE sign_ins ADD COLUMN browser_hash bytea;
CREATE INDEX sign_ins_browser ON sign_ins (browser_hash) WHERE browser_hash IS NOT NULL;
