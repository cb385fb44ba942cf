import type { Generated } from 'kysely';

/** What a restore must not lose or undo, in the order in which it happened. No address in it: it is kept for good. */
export interface EventTable {
  /** 1, 2, 3, … without a gap. */
  id: Generated<number>;
  kind: EventKind;
  /** Id of the subscriber, the suppression or the announcement. */
  subject: number;
  /** JSON of what the row said then, as far as it tells nobody who it was. */
  detail: string;
  /** SHA-256 over the event before and this one; null only until its transaction ends (event-chain.ts). */
  hash: string | null;
}

/** `removed`: the row of a subscriber is gone; `change`: of address or preferences. */
export type EventKind = 'consent' | 'withdrawal' | 'change' | 'removed' | 'suppression' | 'announcement';

/** While this key is in `state`, rows are written as they stood elsewhere, with the events that tell of them. */
export const replayingKey = 'replaying';

const isNew = `NOT EXISTS (SELECT 1 FROM state WHERE key = '${replayingKey}')`;
const consent = `json_object('version', NEW.link_version, 'at', NEW.confirmed_at)`;
const announcement = `json_object('notice', NEW.notice_id, 'at', NEW.at, 'kind', NEW.kind, 'status', NEW.status,
  'text', NEW.text_hash, 'announced_at', NEW.announced_at, 'not_mailed', NEW.not_mailed, 'number', NEW.number)`;

/**
 * One of the migrations. Triggers write the events, so that no statement, by whatever hand, changes who is told without one.
 * What was there before is in every backup.
 */
export const eventTables = `
  CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('consent', 'withdrawal', 'change', 'removed', 'suppression', 'announcement')),
    subject INTEGER NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT CHECK (length(hash) = 64)
  ) STRICT;
  CREATE INDEX events_unsealed ON events (id) WHERE hash IS NULL;
  CREATE INDEX events_of_withdrawal ON events (subject) WHERE kind = 'withdrawal';
  CREATE TRIGGER events_kept BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'the list of events only grows'); END;
  CREATE TRIGGER events_unchanged BEFORE UPDATE ON events WHEN OLD.hash IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'an event stays as it was written'); END;

  CREATE TRIGGER subscribers_came AFTER INSERT ON subscribers WHEN NEW.status = 'confirmed' AND ${isNew}
    BEGIN INSERT INTO events (kind, subject, detail) VALUES ('consent', NEW.id, ${consent}); END;
  CREATE TRIGGER subscribers_changed AFTER UPDATE ON subscribers WHEN NEW.status <> 'unconfirmed' AND ${isNew}
    BEGIN INSERT INTO events (kind, subject, detail) SELECT
      CASE WHEN NEW.status = OLD.status THEN 'change' WHEN NEW.status = 'confirmed' THEN 'consent' ELSE 'withdrawal' END,
      NEW.id,
      CASE WHEN NEW.status = 'unsubscribed' THEN json_object('version', NEW.link_version, 'at', NEW.unsubscribed_at)
        ELSE ${consent} END; END;
  CREATE TRIGGER subscribers_removed AFTER DELETE ON subscribers WHEN OLD.status <> 'unconfirmed' AND ${isNew}
    BEGIN INSERT INTO events (kind, subject, detail)
      VALUES ('removed', OLD.id, json_object('version', OLD.link_version, 'suppressed', OLD.suppressed)); END;
  CREATE TRIGGER mutes_added AFTER INSERT ON mutes WHEN ${isNew}
    BEGIN INSERT INTO events (kind, subject, detail) VALUES ('change', NEW.subscriber_id, '{}'); END;
  CREATE TRIGGER mutes_ended AFTER DELETE ON mutes
    WHEN EXISTS (SELECT 1 FROM subscribers WHERE id = OLD.subscriber_id) AND ${isNew}
    BEGIN INSERT INTO events (kind, subject, detail) VALUES ('change', OLD.subscriber_id, '{}'); END;
  CREATE TRIGGER suppressions_added AFTER INSERT ON suppressions WHEN ${isNew}
    BEGIN INSERT INTO events (kind, subject, detail) VALUES ('suppression', NEW.id,
      json_object('address_hash', NEW.address_hash, 'reason', NEW.reason, 'code', NEW.code, 'at', NEW.at)); END;
  CREATE TRIGGER announcements_added AFTER INSERT ON announcements WHEN ${isNew}
    BEGIN INSERT INTO events (kind, subject, detail) VALUES ('announcement', NEW.id, ${announcement}); END;
  CREATE TRIGGER announcements_changed AFTER UPDATE ON announcements WHEN ${isNew}
    BEGIN INSERT INTO events (kind, subject, detail) VALUES ('announcement', NEW.id, ${announcement}); END;
`;

/** One of the migrations: a restore settles what waited in the copy, since it may have gone out after the copy was made. */
export const restoreTables = `
  DROP INDEX events_of_withdrawal;
  CREATE INDEX events_of_subject ON events (kind, subject);

  DROP TRIGGER deliveries_transition;
  CREATE TRIGGER deliveries_transition BEFORE UPDATE OF state ON deliveries
    WHEN NOT (
      OLD.state = NEW.state
      OR OLD.state = 'waiting' AND NEW.state <> 'accepted' AND (NEW.state <> 'unknown' OR NEW.last_outcome IS 'restored')
      OR OLD.state = 'in_flight' AND NEW.state IN ('waiting', 'accepted', 'refused', 'unknown')
      OR OLD.state = 'superseded' AND NEW.state IN ('waiting', 'withdrawn')
      OR OLD.state = 'left' AND NEW.state = 'waiting' AND OLD.last_outcome IS 'suppressed'
      OR OLD.state IN ('withdrawn', 'refused', 'expired', 'unknown') AND NEW.state = 'waiting')
    BEGIN SELECT RAISE(ABORT, 'a delivery cannot change from the one state into the other'); END;
`;
