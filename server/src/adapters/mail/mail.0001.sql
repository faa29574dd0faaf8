-- Mails to send, written with what they tell of and worked off by any node. What is sent is deleted.
-- The text is made when it is sent: so no secret that a mail carries is ever kept here.
CREATE TABLE mails (
  id uuid PRIMARY KEY,
  template text NOT NULL,
  params jsonb NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL
);
CREATE INDEX mails_due ON mails (due_at);
