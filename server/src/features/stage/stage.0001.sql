CREATE TABLE stages (
  session text PRIMARY KEY COLLATE "C" REFERENCES sessions (id),
  forum text NOT NULL COLLATE "C",
  state text NOT NULL CHECK (state IN ('preparing', 'live', 'paused', 'ended')),
  -- Of a countdown, this lies ahead: the stage is live from then on.
  since timestamptz NOT NULL,
  note text,
  back_at timestamptz,
  version int NOT NULL,
  spotlight text COLLATE "C",
  sharing text COLLATE "C"
);
CREATE INDEX stages_forum ON stages (forum) WHERE state <> 'preparing';

CREATE TABLE stage_on_air (
  session text NOT NULL COLLATE "C" REFERENCES stages (session),
  person text NOT NULL COLLATE "C",
  card jsonb NOT NULL,
  role text NOT NULL,
  since timestamptz NOT NULL,
  -- What was taken from them: [{source, by: card}]
  stopped jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (session, person)
);
CREATE INDEX stage_on_air_person ON stage_on_air (person);

CREATE TABLE stage_backstage (
  session text NOT NULL COLLATE "C" REFERENCES sessions (id),
  person text NOT NULL COLLATE "C",
  card jsonb NOT NULL,
  role text NOT NULL,
  is_ready boolean NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (session, person)
);

-- Whom the chair has taken off the stage: they come back by being brought on air.
CREATE TABLE stage_removed (
  session text NOT NULL COLLATE "C" REFERENCES sessions (id),
  person text NOT NULL COLLATE "C",
  PRIMARY KEY (session, person)
);
CREATE INDEX stage_removed_person ON stage_removed (person);

CREATE TABLE stage_invitations (
  session text NOT NULL COLLATE "C" REFERENCES sessions (id),
  person text NOT NULL COLLATE "C",
  card jsonb NOT NULL,
  by jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('asked', 'accepted', 'declined', 'withdrawn')),
  asked_at timestamptz NOT NULL,
  until timestamptz NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (session, person)
);
CREATE INDEX stage_invitations_person ON stage_invitations (person) WHERE state = 'asked';
