-- Who has left a place within the last minutes: a broken line is not a farewell.
CREATE UNLOGGED TABLE presence_left (
  place  text        NOT NULL COLLATE "C",
  person text        NOT NULL COLLATE "C",
  at     timestamptz NOT NULL,
  PRIMARY KEY (place, person)
);
CREATE INDEX presence_left_at ON presence_left (at);
