import type { Generated } from 'kysely';
import type { DeliveryState } from './schema.ts';

/** What is left of deliveries after 90 days: how many, and no longer whose. */
export interface PastDeliveryTable {
  announcement_id: number;
  state: Exclude<DeliveryState, 'waiting' | 'in_flight'>;
  /** Empty where none had it. */
  provider: string;
  count: number;
}

/** Why mail is not sent although it waits. All of it, that of a notice, or that of one announcement. */
export interface HoldTable {
  id: Generated<number>;
  notice_id: string | null;
  announcement_id: number | null;
  reason: HoldReason;
  since: string;
}

/** The brake: news of many notices at once, many mails to one person. Else staff, a restore, another sender, a mass of bounces. */
export type HoldReason = 'staff' | 'many_notices' | 'many_mails' | 'restored' | 'other_instance' | 'many_bounces';

/** What holds mail back, what is left of old deliveries, and every way in which a delivery may change. See migrations.ts. */
export const ledgerHolds = `
  CREATE TABLE holds (
    id INTEGER PRIMARY KEY,
    notice_id TEXT,
    announcement_id INTEGER REFERENCES announcements (id) ON DELETE CASCADE,
    reason TEXT NOT NULL CHECK (reason IN ('staff', 'many_notices', 'many_mails', 'restored', 'other_instance')),
    since TEXT NOT NULL CHECK (length(since) = 24),
    CHECK (announcement_id IS NULL OR notice_id IS NOT NULL)
  ) STRICT;
  CREATE UNIQUE INDEX holds_once ON holds (coalesce(notice_id, ''), coalesce(announcement_id, 0), reason);

  CREATE TABLE past_deliveries (
    announcement_id INTEGER NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('accepted', 'refused', 'superseded', 'withdrawn', 'expired', 'unknown', 'left')),
    provider TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (announcement_id, state, provider)
  ) STRICT;

  ALTER TABLE announcements ADD COLUMN number INTEGER CHECK (number >= 0);
  ALTER TABLE deliveries ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
  DROP INDEX deliveries_to_claim;
  CREATE INDEX deliveries_to_claim ON deliveries (state, held, next_try_at);

  CREATE TRIGGER deliveries_claim_held BEFORE UPDATE OF state ON deliveries
    WHEN NEW.state = 'in_flight' AND OLD.state = 'waiting'
      AND (OLD.held = 1 OR EXISTS (SELECT 1 FROM holds WHERE notice_id IS NULL))
    BEGIN SELECT RAISE(ABORT, 'a delivery that is held cannot be claimed'); END;
  CREATE TRIGGER deliveries_transition BEFORE UPDATE OF state ON deliveries
    WHEN NOT (
      OLD.state = NEW.state
      OR OLD.state = 'waiting' AND NEW.state <> 'accepted' AND NEW.state <> 'unknown'
      OR OLD.state = 'in_flight' AND NEW.state IN ('waiting', 'accepted', 'refused', 'unknown')
      OR OLD.state = 'superseded' AND NEW.state IN ('waiting', 'withdrawn')
      OR OLD.state IN ('withdrawn', 'refused', 'expired', 'unknown') AND NEW.state = 'waiting')
    BEGIN SELECT RAISE(ABORT, 'a delivery cannot change from the one state into the other'); END;
  CREATE TRIGGER deliveries_back AFTER UPDATE OF state ON deliveries
    WHEN NEW.state = 'waiting' AND OLD.state <> 'waiting' AND NEW.held <> EXISTS (
      SELECT 1 FROM holds WHERE holds.notice_id = NEW.notice_id
        AND (holds.announcement_id IS NULL OR holds.announcement_id = NEW.announcement_id))
    BEGIN UPDATE deliveries SET held = 1 - NEW.held WHERE id = NEW.id; END;
  `;
