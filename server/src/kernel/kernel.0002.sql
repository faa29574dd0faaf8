-- Retention looks for what is old. Rows lie in the order of their time, so a few pages of index are enough.
CREATE INDEX events_at ON events USING brin (at);
CREATE INDEX commands_at ON commands USING brin (at);
