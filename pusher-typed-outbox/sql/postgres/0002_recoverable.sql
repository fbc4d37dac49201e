-- Version 2 of the tables: recoverable channels. `Outbox::migrate` runs it once, in a transaction.

ALTER TABLE pusher_outbox
    -- whether the event is on a recoverable channel: it gets an offset, and stays in the table as the channel's history
    ADD COLUMN recoverable boolean NOT NULL DEFAULT false,
    -- the offset of a recoverable event in its channel: 1, 2, 3, … in the order of the commits; assigned at the commit
    ADD COLUMN channel_offset bigint CHECK (channel_offset > 0),
    -- a recoverable event goes to every subscriber
    ADD CONSTRAINT pusher_outbox_no_exclusion CHECK (NOT recoverable OR socket_id IS NULL);

-- The history of each channel.
CREATE UNIQUE INDEX pusher_outbox_history ON pusher_outbox (channel, channel_offset) WHERE channel_offset IS NOT NULL;
-- The rows of running transactions, which get their offsets at the commit.
CREATE INDEX pusher_outbox_unnumbered ON pusher_outbox (id) WHERE recoverable AND channel_offset IS NULL;
-- The rows that are removed some time after their events were sent.
CREATE INDEX pusher_outbox_sent ON pusher_outbox (sent_at) WHERE sent_at IS NOT NULL AND recoverable;
CREATE INDEX pusher_outbox_kept ON pusher_outbox (id) WHERE sent_at IS NOT NULL AND NOT recoverable;

ALTER TABLE pusher_dead_letters
    ADD COLUMN recoverable boolean NOT NULL DEFAULT false,
    -- the offset of a recoverable event, whose row is still in pusher_outbox
    ADD COLUMN channel_offset bigint;

-- The last offset of each recoverable channel. Rows are never removed: without its row, a channel would begin at 1 again.
CREATE TABLE pusher_offsets (
    channel text PRIMARY KEY,
    last_offset bigint NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- The timeline of the server when the lease was taken. On another one, the rows that the relay has in memory may be others.
ALTER TABLE pusher_lease ADD COLUMN timeline integer NOT NULL DEFAULT 0;

-- Recovery from an archive, and a standby that became the primary, begin another timeline.
CREATE FUNCTION pusher_timeline() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer
$$;

-- The part of the epoch that is stored. The table has one row.
CREATE TABLE pusher_epoch (
    id integer PRIMARY KEY CHECK (id = 1),
    word text NOT NULL DEFAULT encode(sha256(convert_to(concat(random(), clock_timestamp(), txid_current()), 'UTF8')), 'hex')
);

INSERT INTO pusher_epoch (id) VALUES (1);

-- The epoch of the history: a hash of everything that changes when the history may be another one.
--
-- - the stored word: `Outbox::new_epoch`
-- - the transaction that has stored it, and the table: a dump that was restored in the same server
-- - the system identifier: a dump that was restored in another server
-- - the timeline: recovery from an archive, and a standby that became the primary
--
-- Fails on a standby. The owner of the function needs the permission to execute pg_control_system().
CREATE FUNCTION pusher_current_epoch() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
    parts text;
BEGIN
    IF pg_is_in_recovery() THEN
        RAISE EXCEPTION 'the history of recoverable channels is read from the primary only, and this is a standby'
            USING ERRCODE = 'PUS01';
    END IF;
    IF NOT has_function_privilege('pg_control_system()', 'EXECUTE') THEN
        RAISE EXCEPTION 'recoverable channels need a permission: GRANT EXECUTE ON FUNCTION pg_control_system() TO %',
            quote_ident(current_user) USING ERRCODE = 'PUS02';
    END IF;
    SELECT concat_ws(' ', word, xmin, tableoid, (SELECT system_identifier FROM pg_control_system()),
        left(pg_walfile_name(pg_current_wal_lsn()), 8))
    INTO STRICT parts FROM pusher_epoch;
    RETURN left(encode(sha256(convert_to(parts, 'UTF8')), 'hex'), 12);
END $$;

-- Assigns the offsets at the commit. The trigger runs for each row; the first run numbers all rows of the transaction.
-- The counters are locked in one order, so that transactions do not deadlock, and only until the end of the commit. The
-- publishing role needs no permissions for them, because the function has those of its owner.
--
-- The commit is on disk before others see it, also with `synchronous_commit = off`. Otherwise, a crash of the server could
-- remove events that subscribers have received, and their offsets would be assigned again in the same epoch.
CREATE FUNCTION pusher_number_events() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    added record;
    last bigint;
BEGIN
    PERFORM FROM pusher_outbox WHERE id = NEW.id AND channel_offset IS NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'local', true);
    END IF;
    FOR added IN
        SELECT channel, array_agg(id ORDER BY id) AS ids FROM pusher_outbox
        WHERE recoverable AND channel_offset IS NULL AND id >= NEW.id
        GROUP BY channel ORDER BY channel COLLATE "C"
    LOOP
        INSERT INTO pusher_offsets AS counter (channel, last_offset) VALUES (added.channel, cardinality(added.ids))
        ON CONFLICT (channel) DO UPDATE SET last_offset = counter.last_offset + excluded.last_offset
        RETURNING counter.last_offset INTO last;
        UPDATE pusher_outbox AS event SET channel_offset = last - cardinality(added.ids) + numbered.at
        FROM unnest(added.ids) WITH ORDINALITY AS numbered (id, at)
        WHERE event.id = numbered.id;
    END LOOP;
    RETURN NULL;
END $$;

-- The functions use the tables of this outbox, regardless of the search path of their callers.
DO $$
DECLARE
    home text := (SELECT quote_ident(nspname) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE pg_class.oid = 'pusher_outbox'::regclass);
BEGIN
    EXECUTE format('ALTER FUNCTION pusher_current_epoch() SET search_path = %s, pg_temp', home);
    EXECUTE format('ALTER FUNCTION pusher_number_events() SET search_path = %s, pg_temp', home);
END $$;

CREATE CONSTRAINT TRIGGER pusher_outbox_number AFTER INSERT ON pusher_outbox
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.recoverable AND NEW.channel_offset IS NULL)
EXECUTE FUNCTION pusher_number_events();

-- A relay of an earlier version loses its lease, so that it does not send recoverable events without their positions.
UPDATE pusher_lease SET fence = fence + 1, expires_at = '-infinity' WHERE fence > 0;
INSERT INTO pusher_schema (version) VALUES (2);
