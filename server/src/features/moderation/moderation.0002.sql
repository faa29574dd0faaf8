-- Who was in the room when its stop began: they go in and out, everybody else waits until it is over.
CREATE TABLE stop_guests (
  place  text NOT NULL COLLATE "C",
  person text NOT NULL COLLATE "C",
  PRIMARY KEY (place, person)
);
-- One row for each place that is stopped, and few are: read on every node again and again.
CREATE INDEX stops_on ON stops (place) WHERE is_on;
