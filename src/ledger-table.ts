/**
 * One of the migrations: the table of deliveries anew, so that announcing to 100,000 people is short (docs/decisions/024), and
 * one reason more to hold mail.
 * Never changed once released.
 */
export const ledgerTable = `
  CREATE TABLE deliveries_now (
    id INTEGER PRIMARY KEY,
    announcement_id INTEGER NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    subscriber_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL REFERENCES messages (id),
    notice_id TEXT NOT NULL,
    at TEXT NOT NULL CHECK (length(at) = 24),
    -- In two parts, since SQLite builds a table of the list each time that it looks into it.
    state TEXT NOT NULL CHECK (state = 'waiting' OR state IN
      ('in_flight', 'accepted', 'refused', 'superseded', 'withdrawn', 'expired', 'unknown', 'left')),
    superseded_by INTEGER REFERENCES deliveries_now (id),
    marks INTEGER NOT NULL DEFAULT 0 CHECK (marks >= 0),
    tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    next_try_at TEXT NOT NULL CHECK (length(next_try_at) = 24),
    provider TEXT,
    last_outcome TEXT,
    settled_at TEXT CHECK (length(settled_at) = 24),
    quiet_until TEXT CHECK (length(quiet_until) = 24),
    held INTEGER NOT NULL DEFAULT 0 CHECK (held = 0 OR held = 1),
    UNIQUE (announcement_id, subscriber_id)
  ) STRICT;
  INSERT INTO deliveries_now (id, announcement_id, subscriber_id, message_id, notice_id, at, state, superseded_by, marks,
      tries, next_try_at, provider, last_outcome, settled_at, quiet_until, held)
    SELECT id, announcement_id, subscriber_id, message_id, notice_id, at, state, superseded_by, marks,
      tries, next_try_at, provider, last_outcome, settled_at, quiet_until, held FROM deliveries ORDER BY id;
  DROP TABLE deliveries;
  ALTER TABLE deliveries_now RENAME TO deliveries;

  -- With one reason more, as long as no trigger names it.
  CREATE TABLE holds_now (
    id INTEGER PRIMARY KEY,
    notice_id TEXT,
    announcement_id INTEGER REFERENCES announcements (id) ON DELETE CASCADE,
    reason TEXT NOT NULL CHECK (reason IN
      ('staff', 'many_notices', 'many_mails', 'restored', 'other_instance', 'many_bounces')),
    since TEXT NOT NULL CHECK (length(since) = 24),
    CHECK (announcement_id IS NULL OR notice_id IS NOT NULL)
  ) STRICT;
  INSERT INTO holds_now SELECT id, notice_id, announcement_id, reason, since FROM holds;
  DROP TABLE holds;
  ALTER TABLE holds_now RENAME TO holds;
  CREATE UNIQUE INDEX holds_once ON holds (coalesce(notice_id, ''), coalesce(announcement_id, 0), reason);

  -- Each holds only the rows that are looked for by it: a new row goes into the first, at its end.
  CREATE INDEX deliveries_to_claim ON deliveries (held, next_try_at) WHERE state = 'waiting';
  CREATE UNIQUE INDEX deliveries_one_in_flight ON deliveries (subscriber_id, notice_id) WHERE state = 'in_flight';
  CREATE INDEX deliveries_ended ON deliveries (state) WHERE state NOT IN ('waiting', 'in_flight');
  CREATE INDEX deliveries_superseded ON deliveries (superseded_by) WHERE superseded_by IS NOT NULL;

  CREATE INDEX subscribers_quiet ON subscribers (quiet_until) WHERE quiet_until IS NOT NULL;

  -- Instead of a foreign key, which would need an index by person: every announcement would write to all of its pages.
  CREATE TRIGGER subscribers_gone AFTER DELETE ON subscribers
    BEGIN DELETE FROM deliveries
      WHERE subscriber_id = OLD.id AND announcement_id IN (SELECT id FROM announcements); END;

  -- As they were.
  CREATE TRIGGER deliveries_claim BEFORE UPDATE OF state ON deliveries
    WHEN NEW.state = 'in_flight' AND OLD.state NOT IN ('waiting', 'in_flight')
    BEGIN SELECT RAISE(ABORT, 'only a waiting delivery can be claimed'); END;
  CREATE TRIGGER deliveries_accepted BEFORE UPDATE OF state ON deliveries
    WHEN OLD.state = 'accepted' AND NEW.state <> 'accepted'
    BEGIN SELECT RAISE(ABORT, 'an accepted delivery stays accepted'); END;
  CREATE TRIGGER deliveries_claim_held BEFORE UPDATE OF state ON deliveries
    WHEN NEW.state = 'in_flight' AND OLD.state = 'waiting'
      AND (OLD.held = 1 OR EXISTS (SELECT 1 FROM holds WHERE notice_id IS NULL))
    BEGIN SELECT RAISE(ABORT, 'a delivery that is held cannot be claimed'); END;
  CREATE TRIGGER deliveries_transition BEFORE UPDATE OF state ON deliveries
    WHEN NOT (
      OLD.state = NEW.state
      OR OLD.state = 'waiting' AND NEW.state <> 'accepted' AND (NEW.state <> 'unknown' OR NEW.last_outcome IS 'restored')
      OR OLD.state = 'in_flight' AND NEW.state IN ('waiting', 'accepted', 'refused', 'unknown')
      OR OLD.state = 'superseded' AND NEW.state IN ('waiting', 'withdrawn')
      OR OLD.state = 'left' AND NEW.state = 'waiting' AND OLD.last_outcome IS 'suppressed'
      OR OLD.state IN ('withdrawn', 'refused', 'expired', 'unknown') AND NEW.state = 'waiting')
    BEGIN SELECT RAISE(ABORT, 'a delivery cannot change from the one state into the other'); END;
  CREATE TRIGGER deliveries_back AFTER UPDATE OF state ON deliveries
    WHEN NEW.state = 'waiting' AND OLD.state <> 'waiting' AND NEW.held <> EXISTS (
      SELECT 1 FROM holds WHERE holds.notice_id = NEW.notice_id
        AND (holds.announcement_id IS NULL OR holds.announcement_id = NEW.announcement_id))
    BEGIN UPDATE deliveries SET held = 1 - NEW.held WHERE id = NEW.id; END;
`;
