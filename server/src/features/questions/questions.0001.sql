CREATE TABLE questions (
  id uuid PRIMARY KEY,
  session text NOT NULL COLLATE "C" REFERENCES sessions (id),
  asker text NOT NULL COLLATE "C" REFERENCES people (id),
  -- The asker's card when they asked: what was said keeps the name it was said under.
  by jsonb NOT NULL,
  anonymous boolean NOT NULL,
  text text NOT NULL,
  tokens text[] NOT NULL,
  asked_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'approved', 'answering', 'answered', 'dismissed', 'withdrawn', 'merged')),
  reason text,
  label text,
  assigned jsonb,
  next boolean NOT NULL DEFAULT false,
  answer jsonb,
  answering_since timestamptz,
  merged_into uuid REFERENCES questions (id),
  close_to uuid,
  decided_by jsonb,
  -- What it was before the last act, for as long as that act may be taken back.
  before jsonb,
  votes int NOT NULL DEFAULT 0,
  askers int NOT NULL DEFAULT 1,
  version int NOT NULL DEFAULT 1,
  CHECK ((state = 'merged') = (merged_into IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX questions_session ON questions (session, state);
CREATE INDEX questions_asker ON questions (asker, id);
CREATE INDEX questions_merged ON questions (merged_into) WHERE merged_into IS NOT NULL;
CREATE UNIQUE INDEX questions_one_answering ON questions (session) WHERE state = 'answering';

-- A merged question's votes are copied to the one it went into (`via` says whence), so that the total is the size of the
-- union and a merge can be taken back.
CREATE TABLE question_votes (
  question uuid NOT NULL,
  person text NOT NULL COLLATE "C",
  via uuid,
  PRIMARY KEY (question, person)
);
CREATE INDEX question_votes_person ON question_votes (person, question);

CREATE TABLE question_settings (
  session text PRIMARY KEY COLLATE "C" REFERENCES sessions (id),
  open boolean NOT NULL,
  moderated boolean NOT NULL,
  anonymous boolean NOT NULL
);
