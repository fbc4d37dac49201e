-- Version 1 of the tables. `Outbox::migrate` runs it once, in a transaction. Times are milliseconds since 1970; SQLite
-- has no date type. The columns are documented in the PostgreSQL version of this file.

CREATE TABLE pusher_schema (
    version INTEGER PRIMARY KEY,
    applied_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))
) STRICT;

CREATE TABLE pusher_outbox (
    -- AUTOINCREMENT: the id of a removed row is not reused
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
