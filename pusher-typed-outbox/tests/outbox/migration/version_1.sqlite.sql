-- What version 1 has left behind in a database. Never changed: later versions migrate it in the tests.
CREATE TABLE pusher_schema (
    version INTEGER PRIMARY KEY,
    applied_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))
) STRICT;

CREATE TABLE pusher_outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    event TEXT NOT NULL,
    data TEXT NOT NULL,
    socket_id TEXT,
    published_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)),
    sent_at INTEGER
) STRICT;

CREATE INDEX pusher_outbox_waiting ON pusher_outbox (id) WHERE sent_at IS NULL;

CREATE TABLE pusher_dead_letters (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    event TEXT NOT NULL,
    data TEXT NOT NULL,
    socket_id TEXT,
    published_at INTEGER NOT NULL,
    died_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)),
    status INTEGER,
    reason TEXT NOT NULL
) STRICT;

CREATE TABLE pusher_lease (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    fence INTEGER NOT NULL,
    holder TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

INSERT INTO pusher_lease (id, fence, holder, expires_at) VALUES (1, 0, '', 0);
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
