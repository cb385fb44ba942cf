/** One of the migrations: what came back, and who must not be mailed. Never changed once released. */
export const suppressionTables = `
  -- Who must not be mailed: by a keyed hash, so that it can outlive the person. The newest row of a hash counts.
  CREATE TABLE suppressions (
    id INTEGER PRIMARY KEY,
    address_hash TEXT NOT NULL CHECK (length(address_hash) = 64),
    reason TEXT NOT NULL CHECK (reason IN ('bounce', 'complaint', 'erased', 'lifted')),
    code TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL CHECK (length(at) = 24)
  ) STRICT;
  CREATE INDEX suppressions_of_address ON suppressions (address_hash, id);
  CREATE TRIGGER suppressions_kept BEFORE DELETE ON suppressions
    BEGIN SELECT RAISE(ABORT, 'the list of suppressions only grows'); END;
  CREATE TRIGGER suppressions_unchanged BEFORE UPDATE ON suppressions
    BEGIN SELECT RAISE(ABORT, 'the list of suppressions only grows'); END;

  -- What the newest row of suppressions says of a subscriber, for statements that cannot compute a keyed hash.
  ALTER TABLE subscribers ADD COLUMN suppressed TEXT CHECK (suppressed IN ('bounce', 'complaint', 'erased'));

  CREATE TABLE bounces (
    id INTEGER PRIMARY KEY,
    -- What tells it from others: the same one, heard twice, counts once.
    key TEXT NOT NULL UNIQUE,
    address_hash TEXT NOT NULL CHECK (length(address_hash) = 64),
    announcement_id INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('hard', 'ambiguous', 'soft', 'complaint')),
    code TEXT NOT NULL,
    at TEXT NOT NULL CHECK (length(at) = 24)
  ) STRICT;
  CREATE INDEX bounces_of_address ON bounces (address_hash, at);
  CREATE INDEX bounces_of_announcement ON bounces (announcement_id, kind);
  CREATE INDEX bounces_by_age ON bounces (at);

  -- Announcements of which so many mails came back that the fault must be ours.
  CREATE TABLE mass_bounces (
    announcement_id INTEGER PRIMARY KEY,
    notice_id TEXT NOT NULL,
    bounced INTEGER NOT NULL,
    owed INTEGER NOT NULL,
    code TEXT NOT NULL,
    at TEXT NOT NULL CHECK (length(at) = 24)
  ) STRICT;

  -- As before, but who was suppressed by a mass of bounces gets back what waited for them.
  DROP TRIGGER deliveries_transition;
  CREATE TRIGGER deliveries_transition BEFORE UPDATE OF state ON deliveries
    WHEN NOT (
      OLD.state = NEW.state
      OR OLD.state = 'waiting' AND NEW.state <> 'accepted' AND NEW.state <> 'unknown'
      OR OLD.state = 'in_flight' AND NEW.state IN ('waiting', 'accepted', 'refused', 'unknown')
      OR OLD.state = 'superseded' AND NEW.state IN ('waiting', 'withdrawn')
      OR OLD.state = 'left' AND NEW.state = 'waiting' AND OLD.last_outcome IS 'suppressed'
      OR OLD.state IN ('withdrawn', 'refused', 'expired', 'unknown') AND NEW.state = 'waiting')
    BEGIN SELECT RAISE(ABORT, 'a delivery cannot change from the one state into the other'); END;
`;
