-- The moment of which the last backup is that was restored and found sound: one row, once there is one.
CREATE TABLE last_backup (
  is_last boolean     PRIMARY KEY DEFAULT true CHECK (is_last),
  at      timestamptz NOT NULL
);
