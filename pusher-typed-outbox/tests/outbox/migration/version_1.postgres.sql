-- What version 1 has left behind in a database. Never changed: later versions migrate it in the tests.
CREATE TABLE pusher_schema (
    version integer PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE pusher_outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel text NOT NULL,
    event text NOT NULL,
    data text NOT NULL,
    socket_id text,
    published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_at timestamptz
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);

CREATE INDEX pusher_outbox_waiting ON pusher_outbox (id) WHERE sent_at IS NULL;

CREATE TABLE pusher_dead_letters (
    id bigint PRIMARY KEY,
    channel text NOT NULL,
    event text NOT NULL,
    data text NOT NULL,
    socket_id text,
    published_at timestamptz NOT NULL,
    died_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    status integer,
    reason text NOT NULL
);

CREATE TABLE pusher_lease (
    id integer PRIMARY KEY CHECK (id = 1),
    fence bigint NOT NULL,
    holder text NOT NULL,
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 20);

INSERT INTO pusher_lease (id, fence, holder, expires_at) VALUES (1, 0, '', '-infinity');
INSERT INTO pusher_schema (version) VALUES (1);

INSERT INTO pusher_outbox (channel, event, data) VALUES ('private-orders-1', 'changed', '{"id":1,"n":1}');
INSERT INTO pusher_outbox (channel, event, data) VALUES ('private-orders-1', 'changed', '{"id":1,"n":0}');
INSERT INTO pusher_outbox (channel, event, data, socket_id) VALUES ('private-orders-1', 'changed', '{"id":1,"n":2}', '12.34');
INSERT INTO pusher_outbox (channel, event, data) VALUES ('private-orders-2', 'changed', '{"id":2,"n":1}');
UPDATE pusher_outbox SET sent_at = published_at WHERE id = 4;
INSERT INTO pusher_dead_letters (id, channel, event, data, published_at, status, reason)
SELECT id, channel, event, data, published_at, 413, 'the service responded with status 413' FROM pusher_outbox WHERE id = 2;
DELETE FROM pusher_outbox WHERE id = 2;
UPDATE pusher_lease SET fence = 17, holder = 'process 1, relay 00000000';
