-- Who may not do what, since when, why, until when. What is over stays: it is the person's history.
CREATE TABLE restrictions (
  id           text        PRIMARY KEY COLLATE "C",
  forum        text        NOT NULL COLLATE "C" REFERENCES forums (id),
  session      text        COLLATE "C" REFERENCES sessions (id),  -- null: in the whole forum
  person       text        NOT NULL COLLATE "C" REFERENCES people (id),
  kind         text        NOT NULL CHECK (kind IN ('mute', 'removal', 'ban')),
  reason       text        NOT NULL,
  note         text,
  about        jsonb       NOT NULL,                             -- the person's card, as it was then
  by           jsonb       NOT NULL,
  at           timestamptz NOT NULL,
  until        timestamptz,
  confirmed_by jsonb,
  lifted_by    jsonb,
  lifted_at    timestamptz,
  version      int         NOT NULL DEFAULT 1
);
CREATE INDEX restrictions_person ON restrictions (person, id);
CREATE INDEX restrictions_session ON restrictions (session, id);
CREATE INDEX restrictions_forum ON restrictions (forum, id);

CREATE TABLE appeals (
  restriction text        PRIMARY KEY COLLATE "C" REFERENCES restrictions (id),
  forum       text        NOT NULL COLLATE "C",
  session     text        COLLATE "C",
  person      jsonb       NOT NULL,
  words       text        NOT NULL,
  at          timestamptz NOT NULL
);
CREATE INDEX appeals_session ON appeals (session, restriction);
CREATE INDEX appeals_forum ON appeals (forum, restriction);

-- One row per reported thing while it is open; evidence is a copy, so that editing and deleting do not reach it.
CREATE TABLE reports (
  id          text        PRIMARY KEY COLLATE "C",
  forum       text        NOT NULL COLLATE "C" REFERENCES forums (id),
  session     text        NOT NULL COLLATE "C" REFERENCES sessions (id),
  target_kind text        NOT NULL,
  target_id   text        NOT NULL COLLATE "C",
  evidence    jsonb       NOT NULL,
  count       int         NOT NULL DEFAULT 1,
  reasons     jsonb       NOT NULL,
  words       jsonb       NOT NULL,
  first_at    timestamptz NOT NULL,
  last_at     timestamptz NOT NULL,
  outcome     text,
  settled_by  jsonb,
  version     int         NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX reports_open ON reports (session, target_kind, target_id) WHERE outcome IS NULL;
CREATE INDEX reports_session ON reports (session, id);
CREATE INDEX reports_forum ON reports (forum, id);

CREATE TABLE report_notes (
  report   text        NOT NULL COLLATE "C" REFERENCES reports (id),
  reporter text        NOT NULL COLLATE "C",
  reason   text        NOT NULL,
  note     text,
  at       timestamptz NOT NULL,
  PRIMARY KEY (report, reporter)
);
CREATE INDEX report_notes_reporter ON report_notes (reporter, at);

-- The emergency stop of a session, or (session is null) of a forum.
CREATE TABLE stops (
  place   text        PRIMARY KEY COLLATE "C",   -- the forum's or session's id, whichever it is of
  is_on   boolean     NOT NULL,
  at      timestamptz NOT NULL
);

-- What those who run a forum did. Rows can be added and nothing else; each carries a hash of itself and of the one
-- before, so that whoever gets past the rules below still cannot change the past unseen.
CREATE TABLE audit_log (
  forum    text        NOT NULL COLLATE "C",
  seq      int         NOT NULL,
  session  text        COLLATE "C",
  actor    text        COLLATE "C",
  act      text        NOT NULL,
  subject  text        NOT NULL,
  before   jsonb,
  after    jsonb,
  at       timestamptz NOT NULL,
  previous bytea       NOT NULL,
  hash     bytea       NOT NULL,
  PRIMARY KEY (forum, seq)
);
CREATE INDEX audit_log_session ON audit_log (session, seq);

CREATE TABLE audit_heads (
  forum text  PRIMARY KEY COLLATE "C",
  seq   int   NOT NULL,
  hash  bytea NOT NULL
);

CREATE FUNCTION audit_hash(it audit_log) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(it.previous || convert_to(jsonb_build_array(
    it.forum, it.seq, it.session, it.actor, it.act, it.subject, it.before, it.after,
    (extract(epoch FROM it.at) * 1000000)::bigint)::text, 'UTF8'))
$$;

-- The head's row lock puts the entries of a forum in one line, whichever session they come from.
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head audit_heads;
BEGIN
  INSERT INTO audit_heads VALUES (NEW.forum, 0, '\x') ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM audit_heads WHERE forum = NEW.forum FOR UPDATE;
  NEW.seq := head.seq + 1;
  NEW.previous := head.hash;
  NEW.hash := audit_hash(NEW);
  UPDATE audit_heads SET seq = NEW.seq, hash = NEW.hash WHERE forum = NEW.forum;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_log_chain BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_chain();

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is only ever added to';
END $$;
CREATE TRIGGER audit_log_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON audit_log FROM PUBLIC;
