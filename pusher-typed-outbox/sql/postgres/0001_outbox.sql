-- Version 1 of the tables. `Outbox::migrate` runs it once, in a transaction.

-- The applied versions.
CREATE TABLE pusher_schema (
    version integer PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- One row for each event and recipient. An INSERT that names `channel`, `event`, `data` and, where a connection is
-- excluded, `socket_id`, publishes an event.
CREATE TABLE pusher_outbox (
    -- the order of events within a channel: ids are assigned when rows are inserted
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- the full name of the channel, or '#server-to-user-ID' for the signed-in user ID
    channel text NOT NULL,
    -- the name of the event
    event text NOT NULL,
    -- the payload, exactly as it is sent (JSON in UTF-8), not encrypted; text, because jsonb reorders keys
    data text NOT NULL,
    -- the connection that does not receive the event
    socket_id text,
    published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- when the service accepted the event; NULL while it waits
    sent_at timestamptz
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);

-- The index with which relays find waiting rows.
CREATE INDEX pusher_outbox_waiting ON pusher_outbox (id) WHERE sent_at IS NULL;

-- Events that the service refused as invalid, and events with invalid rows.
CREATE TABLE pusher_dead_letters (
    -- the id of the row in pusher_outbox
    id bigint PRIMARY KEY,
    channel text NOT NULL,
    event text NOT NULL,
    data text NOT NULL,
    socket_id text,
    published_at timestamptz NOT NULL,
    died_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- the HTTP status of the refusal; NULL if nothing was sent
    status integer,
    -- the reason for the refusal
    reason text NOT NULL
);

-- The lease of the active relay. The table has one row.
CREATE TABLE pusher_lease (
    id integer PRIMARY KEY CHECK (id = 1),
    -- incremented each time a relay takes the lease; an acknowledgement with an older number changes nothing
    fence bigint NOT NULL,
    -- the name of the relay that has the lease, for diagnostics
    holder text NOT NULL,
    -- the end of the lease by the clock of the database
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 20);

INSERT INTO pusher_lease (id, fence, holder, expires_at) VALUES (1, 0, '', '-infinity');
INSERT INTO pusher_schema (version) VALUES (1);
