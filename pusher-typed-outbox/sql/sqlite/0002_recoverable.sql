-- Version 2 of the tables: recoverable channels. `Outbox::migrate` runs it once, in a transaction. The columns are
-- documented in the PostgreSQL version of this file.

ALTER TABLE pusher_outbox ADD COLUMN recoverable INTEGER NOT NULL DEFAULT 0
    CHECK (recoverable = 0 OR recoverable = 1 AND socket_id IS NULL);
ALTER TABLE pusher_outbox ADD COLUMN channel_offset INTEGER CHECK (channel_offset > 0);

CREATE UNIQUE INDEX pusher_outbox_history ON pusher_outbox (channel, channel_offset) WHERE channel_offset IS NOT NULL;
CREATE INDEX pusher_outbox_sent ON pusher_outbox (sent_at) WHERE sent_at IS NOT NULL AND recoverable = 1;
CREATE INDEX pusher_outbox_kept ON pusher_outbox (id) WHERE sent_at IS NOT NULL AND recoverable = 0;

ALTER TABLE pusher_dead_letters ADD COLUMN recoverable INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pusher_dead_letters ADD COLUMN channel_offset INTEGER;

CREATE TABLE pusher_offsets (
    channel TEXT PRIMARY KEY,
    last_offset INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The epoch of the history. The table has one row.
CREATE TABLE pusher_epoch (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    word TEXT NOT NULL
) STRICT;

INSERT INTO pusher_epoch (id, word) VALUES (1, lower(hex(randomblob(6))));

-- SQLite has one writer, so the offsets are assigned at once.
CREATE TRIGGER pusher_outbox_number AFTER INSERT ON pusher_outbox
WHEN NEW.recoverable = 1 AND NEW.channel_offset IS NULL
BEGIN
    INSERT INTO pusher_offsets (channel, last_offset) VALUES (NEW.channel, 1)
    ON CONFLICT (channel) DO UPDATE SET last_offset = last_offset + 1;
    UPDATE pusher_outbox
    SET channel_offset = (SELECT last_offset FROM pusher_offsets WHERE channel = NEW.channel)
    WHERE id = NEW.id;
END;

-- A relay of an earlier version loses its lease, so that it does not send recoverable events without their positions.
UPDATE pusher_lease SET fence = fence + 1, expires_at = 0 WHERE fence > 0;
INSERT INTO pusher_schema (version) VALUES (2);
