CREATE TABLE forums (
  id text PRIMARY KEY COLLATE "C",
  slug text NOT NULL UNIQUE,
  name jsonb NOT NULL,
  subtitle jsonb NOT NULL DEFAULT '{}',
  time_zone text NOT NULL,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  -- Which languages a missing text falls back to, in this order.
  languages text[] NOT NULL DEFAULT '{en}',
  -- Who may read the programme: everyone, or those with a role in the forum.
  visibility text NOT NULL DEFAULT 'public' CHECK (visibility IN ('public', 'members')),
  is_demo boolean NOT NULL DEFAULT false,
  -- Moves with every change of the programme: what is kept of it is good for one version.
  version int NOT NULL DEFAULT 1
);

CREATE TABLE tracks (
  id text PRIMARY KEY COLLATE "C",
  forum text NOT NULL COLLATE "C" REFERENCES forums (id),
  name jsonb NOT NULL,
  hue int NOT NULL DEFAULT 1 CHECK (hue BETWEEN 1 AND 6),
  position int NOT NULL DEFAULT 0
);
CREATE INDEX tracks_forum ON tracks (forum);

CREATE TABLE places (
  id text PRIMARY KEY COLLATE "C",
  forum text NOT NULL COLLATE "C" REFERENCES forums (id),
  name jsonb NOT NULL,
  kind text NOT NULL CHECK (kind IN ('online', 'hall', 'both')),
  position int NOT NULL DEFAULT 0
);
CREATE INDEX places_forum ON places (forum);

CREATE TABLE sessions (
  id text PRIMARY KEY COLLATE "C",
  forum text NOT NULL COLLATE "C" REFERENCES forums (id),
  track text COLLATE "C" REFERENCES tracks (id),
  place text COLLATE "C" REFERENCES places (id),
  kind text NOT NULL DEFAULT 'session',
  title jsonb NOT NULL,
  abstract jsonb NOT NULL DEFAULT '{}',
  spoken_language text NOT NULL DEFAULT 'en',
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at)
);
CREATE INDEX sessions_forum ON sessions (forum, starts_at);

CREATE TABLE session_people (
  session text NOT NULL COLLATE "C" REFERENCES sessions (id),
  person text NOT NULL COLLATE "C" REFERENCES people (id),
  role text NOT NULL,
  position int NOT NULL DEFAULT 0,
  PRIMARY KEY (session, person, role)
);
CREATE INDEX session_people_person ON session_people (person);

-- What a person wants to see: their own day.
CREATE TABLE stars (
  forum text NOT NULL COLLATE "C" REFERENCES forums (id),
  session text NOT NULL COLLATE "C" REFERENCES sessions (id),
  person text NOT NULL COLLATE "C" REFERENCES people (id),
  made_at timestamptz NOT NULL,
  PRIMARY KEY (person, session)
);
CREATE INDEX stars_session ON stars (session);
