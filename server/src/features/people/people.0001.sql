CREATE TABLE people (
  id text PRIMARY KEY COLLATE "C",
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  name text NOT NULL DEFAULT '',
  organisation text,
  country text CHECK (country ~ '^[A-Z]{2}$'),
  stakeholder_group text,
  language text NOT NULL DEFAULT 'en',
  languages text[] NOT NULL DEFAULT '{}',
  time_zone text,
  gender text,
  listed boolean NOT NULL DEFAULT false,
  version int NOT NULL DEFAULT 1,
  made_at timestamptz NOT NULL DEFAULT now()
);

-- Roles in a forum. Roles in a session belong to the programme.
CREATE TABLE memberships (
  forum text NOT NULL COLLATE "C",
  person text NOT NULL COLLATE "C" REFERENCES people (id),
  role text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (forum, person, role)
);
CREATE INDEX memberships_person ON memberships (person);

-- A sign-in is a browser that somebody is signed in with. Only a hash of its secret is kept.
CREATE TABLE sign_ins (
  id uuid PRIMARY KEY,
  secret_hash bytea NOT NULL UNIQUE,
  person text NOT NULL COLLATE "C" REFERENCES people (id),
  made_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX sign_ins_person ON sign_ins (person);
