import { eventTables, restoreTables } from './event-tables.ts';
import { ledgerEnds } from './ledger-ends.ts';
import { ledgerHolds } from './ledger-holds.ts';
import { ledgerTable } from './ledger-table.ts';
import { suppressionTables } from './suppression-tables.ts';

/**
 * Order is the version: add at the end, never change one that was released. Each runs in one transaction.
 *
 * The CHECKs and triggers hold what no statement may break, so that a mistake in one is an error and not a second mail.
 * Instants are text as `Date#toISOString` writes them, 24 characters, since they are compared as text.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE subscribers (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL,
    address_key TEXT NOT NULL UNIQUE,
    language TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('unconfirmed', 'confirmed', 'unsubscribed')),
    created_at TEXT NOT NULL CHECK (length(created_at) = 24),
    confirmed_at TEXT CHECK (length(confirmed_at) = 24),
    unsubscribed_at TEXT CHECK (length(unsubscribed_at) = 24),
    link_version INTEGER NOT NULL DEFAULT 1 CHECK (link_version >= 1),
    CHECK (status <> 'confirmed' OR confirmed_at IS NOT NULL),
    CHECK (status <> 'unsubscribed' OR unsubscribed_at IS NOT NULL)
  ) STRICT;
  CREATE INDEX subscribers_by_status ON subscribers (status);

  CREATE TABLE subscriptions (
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    component_id TEXT NOT NULL,
    PRIMARY KEY (subscriber_id, component_id)
  ) STRICT;

  CREATE TABLE confirmations (
    id INTEGER PRIMARY KEY,
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    code_hash TEXT NOT NULL,
    code_tries INTEGER NOT NULL DEFAULT 0 CHECK (code_tries BETWEEN 0 AND 5),
    components TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 24),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 24),
    used_at TEXT CHECK (length(used_at) = 24),
    mail TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'in_flight', 'accepted', 'refused', 'unknown')),
    marked_at TEXT CHECK (length(marked_at) = 24),
    tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    next_try_at TEXT NOT NULL CHECK (length(next_try_at) = 24),
    CHECK (state <> 'waiting' OR marked_at IS NULL)
  ) STRICT;
  CREATE INDEX confirmations_to_claim ON confirmations (state, next_try_at);
  CREATE INDEX confirmations_of_subscriber ON confirmations (subscriber_id);
  CREATE TRIGGER confirmations_end BEFORE UPDATE OF state ON confirmations
    WHEN OLD.state IN ('accepted', 'refused', 'unknown') AND NEW.state IN ('waiting', 'in_flight')
    BEGIN SELECT RAISE(ABORT, 'a confirmation mail that ended is not sent again'); END;

  CREATE TABLE form_attempts (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('network', 'mailbox')),
    key_hash TEXT NOT NULL,
    at TEXT NOT NULL CHECK (length(at) = 24)
  ) STRICT;
  CREATE INDEX form_attempts_to_count ON form_attempts (kind, key_hash, at);
  CREATE INDEX form_attempts_by_age ON form_attempts (at);

  CREATE TABLE announcements (
    id INTEGER PRIMARY KEY,
    notice_id TEXT NOT NULL,
    at TEXT NOT NULL CHECK (length(at) = 24),
    kind TEXT NOT NULL CHECK (kind IN ('report', 'retraction', 'reminder')),
    status TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    announced_at TEXT NOT NULL CHECK (length(announced_at) = 24),
    not_mailed TEXT,
    UNIQUE (notice_id, at, kind)
  ) STRICT;

  CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    announcement_id INTEGER NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    parts TEXT NOT NULL,
    text_hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX messages_of_announcement ON messages (announcement_id, language);

  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    announcement_id INTEGER NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    message_id INTEGER NOT NULL REFERENCES messages (id),
    notice_id TEXT NOT NULL,
    at TEXT NOT NULL CHECK (length(at) = 24),
    state TEXT NOT NULL CHECK (state IN
      ('waiting', 'in_flight', 'accepted', 'refused', 'superseded', 'withdrawn', 'expired', 'unknown', 'left')),
    superseded_by INTEGER REFERENCES deliveries (id),
    marks INTEGER NOT NULL DEFAULT 0 CHECK (marks >= 0),
    tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    next_try_at TEXT NOT NULL CHECK (length(next_try_at) = 24),
    provider TEXT,
    last_outcome TEXT,
    settled_at TEXT CHECK (length(settled_at) = 24),
    UNIQUE (announcement_id, subscriber_id)
  ) STRICT;
  CREATE INDEX deliveries_to_claim ON deliveries (state, next_try_at);
  CREATE INDEX deliveries_of_person ON deliveries (subscriber_id, notice_id, at);
  CREATE INDEX deliveries_of_message ON deliveries (message_id);
  CREATE INDEX deliveries_superseded ON deliveries (superseded_by) WHERE superseded_by IS NOT NULL;
  CREATE UNIQUE INDEX deliveries_one_in_flight ON deliveries (subscriber_id, notice_id) WHERE state = 'in_flight';
  CREATE TRIGGER deliveries_claim BEFORE UPDATE OF state ON deliveries
    WHEN NEW.state = 'in_flight' AND OLD.state NOT IN ('waiting', 'in_flight')
    BEGIN SELECT RAISE(ABORT, 'only a waiting delivery can be claimed'); END;
  CREATE TRIGGER deliveries_accepted BEFORE UPDATE OF state ON deliveries
    WHEN OLD.state = 'accepted' AND NEW.state <> 'accepted'
    BEGIN SELECT RAISE(ABORT, 'an accepted delivery stays accepted'); END;
  `,
  `
  CREATE TABLE state (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE staff_messages (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel = 'hook' OR channel LIKE 'mail:%'),
    kind TEXT NOT NULL CHECK (kind IN ('due', 'silent', 'push', 'broken', 'alarm')),
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    notice_id TEXT,
    url TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'in_flight', 'accepted', 'refused', 'unknown', 'expired')),
    marked_at TEXT CHECK (length(marked_at) = 24),
    unanswered INTEGER NOT NULL DEFAULT 0 CHECK (unanswered >= 0),
    tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    next_try_at TEXT NOT NULL CHECK (length(next_try_at) = 24),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 24),
    created_at TEXT NOT NULL CHECK (length(created_at) = 24),
    last_outcome TEXT,
    UNIQUE (key, channel)
  ) STRICT;
  CREATE INDEX staff_messages_to_claim ON staff_messages (state, next_try_at);
  CREATE INDEX announcements_by_kind ON announcements (kind);
  CREATE INDEX staff_messages_of_channel ON staff_messages (channel, id);
  CREATE TRIGGER staff_messages_end BEFORE UPDATE OF state ON staff_messages
    WHEN OLD.state IN ('accepted', 'refused', 'unknown', 'expired') AND NEW.state IN ('waiting', 'in_flight')
    BEGIN SELECT RAISE(ABORT, 'a message to staff that ended is not sent again'); END;
  `,
  `
  ALTER TABLE subscribers ADD COLUMN kinds TEXT NOT NULL DEFAULT 'all'
    CHECK (kinds IN ('all', 'incidents', 'maintenances'));
  ALTER TABLE subscribers ADD COLUMN reports TEXT NOT NULL DEFAULT 'every'
    CHECK (reports IN ('every', 'first_and_last'));
  ALTER TABLE subscribers ADD COLUMN quiet_from INTEGER CHECK (quiet_from BETWEEN 0 AND 1439);
  ALTER TABLE subscribers ADD COLUMN quiet_until INTEGER CHECK (quiet_until BETWEEN 0 AND 1439);
  ALTER TABLE subscribers ADD COLUMN exercises INTEGER NOT NULL DEFAULT 0 CHECK (exercises IN (0, 1));
  ALTER TABLE subscribers ADD COLUMN returned_at TEXT CHECK (length(returned_at) = 24);
  ALTER TABLE deliveries ADD COLUMN quiet_until TEXT CHECK (length(quiet_until) = 24);

  CREATE TABLE mutes (
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    notice_id TEXT NOT NULL,
    muted_at TEXT NOT NULL CHECK (length(muted_at) = 24),
    PRIMARY KEY (subscriber_id, notice_id)
  ) STRICT;
  CREATE INDEX mutes_of_notice ON mutes (notice_id);

  CREATE TABLE consent_texts (
    version TEXT PRIMARY KEY,
    text TEXT NOT NULL
  ) STRICT;
  CREATE TABLE consents (
    id INTEGER PRIMARY KEY,
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    asked_at TEXT NOT NULL CHECK (length(asked_at) = 24),
    confirmed_at TEXT NOT NULL CHECK (length(confirmed_at) = 24),
    network_hash TEXT NOT NULL,
    language TEXT NOT NULL,
    text_version TEXT NOT NULL,
    components TEXT NOT NULL
  ) STRICT;
  CREATE INDEX consents_of_subscriber ON consents (subscriber_id);

  ALTER TABLE confirmations ADD COLUMN purpose TEXT NOT NULL DEFAULT 'subscribe'
    CHECK (purpose IN ('subscribe', 'change', 'undo'));
  ALTER TABLE confirmations ADD COLUMN to_address TEXT;
  ALTER TABLE confirmations ADD COLUMN to_key TEXT;
  ALTER TABLE confirmations ADD COLUMN network_hash TEXT NOT NULL DEFAULT '';
  ALTER TABLE confirmations ADD COLUMN text_version TEXT NOT NULL DEFAULT '';

  CREATE TABLE form_attempts_now (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('network', 'mailbox', 'all', 'code', 'flood')),
    key_hash TEXT NOT NULL,
    at TEXT NOT NULL CHECK (length(at) = 24)
  ) STRICT;
  INSERT INTO form_attempts_now SELECT id, kind, key_hash, at FROM form_attempts;
  DROP TABLE form_attempts;
  ALTER TABLE form_attempts_now RENAME TO form_attempts;
  CREATE INDEX form_attempts_to_count ON form_attempts (kind, key_hash, at);
  CREATE INDEX form_attempts_by_age ON form_attempts (at);
  `,
  ledgerHolds,
  suppressionTables,
  `
  CREATE TABLE provider_use (
    provider TEXT NOT NULL,
    hour INTEGER NOT NULL,
    handed INTEGER NOT NULL CHECK (handed >= 0),
    PRIMARY KEY (provider, hour)
  ) STRICT;
  `,
  eventTables,
  `
  ALTER TABLE confirmations ADD COLUMN choices TEXT;
  `,
  restoreTables,
  ledgerTable,
  `
  ALTER TABLE announcements ADD COLUMN withdrawn TEXT;
  CREATE INDEX announcements_withdrawn ON announcements (withdrawn) WHERE withdrawn IS NOT NULL;
  UPDATE announcements SET withdrawn = (SELECT last_outcome FROM deliveries
      WHERE announcement_id = announcements.id AND state = 'withdrawn' AND last_outcome LIKE 'gone: %' LIMIT 1)
    WHERE id IN (SELECT announcement_id FROM deliveries WHERE state = 'withdrawn' AND last_outcome LIKE 'gone: %');
  `,
  ledgerEnds,
];
