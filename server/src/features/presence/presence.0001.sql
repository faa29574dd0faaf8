-- Who listens where, per node. Nothing here outlives a crash, or needs to: each node writes what it sees again.
CREATE UNLOGGED TABLE presence (
  place  text NOT NULL COLLATE "C",          -- the channel
  node   text NOT NULL COLLATE "C",
  person text NOT NULL COLLATE "C",
  PRIMARY KEY (place, node, person)
);
CREATE UNLOGGED TABLE presence_nodes (
  node    text        PRIMARY KEY COLLATE "C",
  seen_at timestamptz NOT NULL
);
CREATE UNLOGGED TABLE reactions (
  session text   NOT NULL COLLATE "C",
  kind    text   NOT NULL,
  total   bigint NOT NULL,
  PRIMARY KEY (session, kind)
);
