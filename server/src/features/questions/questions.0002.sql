-- How many questions of a session are in each state: counting them anew at every question would cost a session more the
-- longer it lasts. The table itself keeps count, so it is exact whatever changes a state, and undone with it.
CREATE TABLE question_counts (
  session text NOT NULL COLLATE "C" REFERENCES sessions (id) ON DELETE CASCADE,
  state text NOT NULL,
  n int NOT NULL,
  PRIMARY KEY (session, state)
) WITH (fillfactor = 50);

CREATE FUNCTION count_questions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE question_counts SET n = n - 1 WHERE session = old.session AND state = old.state;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO question_counts AS c VALUES (new.session, new.state, 1)
    ON CONFLICT (session, state) DO UPDATE SET n = c.n + 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER questions_counted AFTER INSERT OR DELETE ON questions
  FOR EACH ROW EXECUTE FUNCTION count_questions();
CREATE TRIGGER questions_recounted AFTER UPDATE OF state ON questions
  FOR EACH ROW WHEN (old.state <> new.state) EXECUTE FUNCTION count_questions();
INSERT INTO question_counts SELECT session, state, count(*) FROM questions GROUP BY session, state;

-- The newest that still stand, with which a new one is compared.
CREATE INDEX questions_standing ON questions (session, id)
  WHERE state IN ('waiting', 'approved', 'answering', 'answered');
