-- What a person needs to tell their sign-ins apart. Coarse on purpose: no user agent, no address is kept.
ALTER TABLE sign_ins
  ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN browser text,
  ADD COLUMN system text,
  -- false on a shared device: the browser forgets it when closed, and it does not roll on
  ADD COLUMN kept boolean NOT NULL DEFAULT true;

-- A link is kept for a day, so that an old one can say what it is and offer a new one.
CREATE TABLE sign_in_links (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  -- made when the mail is made; only its hash is ever kept
  token_hash bytea UNIQUE,
  -- of the browser that asked; null when an operator made the link and handed it over
  browser_hash bytea,
  next text NOT NULL,
  language text NOT NULL,
  -- the network asked from, for the limits
  asked_from text NOT NULL,
  asked_at timestamptz NOT NULL,
  expires_at timestamptz,
  used_at timestamptz
);
CREATE INDEX sign_in_links_email ON sign_in_links (email, asked_at);
CREATE INDEX sign_in_links_from ON sign_in_links (asked_from, asked_at);
CREATE INDEX sign_in_links_asked ON sign_in_links (asked_at);
