-- What was said. `by` is the author's card as it was then. A taken back message loses its text; a hidden one keeps it,
-- unseen, so that hiding can be undone.
CREATE TABLE messages (
  id        text        NOT NULL COLLATE "C",
  session   text        NOT NULL COLLATE "C" REFERENCES sessions (id),
  author    text        NOT NULL COLLATE "C",
  by        jsonb       NOT NULL,
  text      text,
  at        timestamptz NOT NULL,
  answer_to text        COLLATE "C",
  mentions  jsonb       NOT NULL,
  removed   jsonb,
  PRIMARY KEY (session, id)
);
CREATE INDEX messages_author ON messages (session, author, at);

CREATE TABLE chat_settings (
  session           text    PRIMARY KEY COLLATE "C" REFERENCES sessions (id),
  open              boolean NOT NULL,
  slow_mode_seconds int     NOT NULL
);

CREATE TABLE chat_reads (
  person  text NOT NULL COLLATE "C",
  session text NOT NULL COLLATE "C" REFERENCES sessions (id),
  message text NOT NULL COLLATE "C",
  PRIMARY KEY (person, session)
);
