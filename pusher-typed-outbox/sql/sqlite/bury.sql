-- Copies a row to the dead letters: ?1 fence, ?2 id, ?3 HTTP status or NULL, ?4 reason. Copies nothing if another
-- relay has taken the lease. Executed in one transaction with bury_remove.sql and bury_keep.sql.
INSERT OR IGNORE INTO pusher_dead_letters
    (id, channel, event, data, socket_id, recoverable, channel_offset, published_at, status, reason)
SELECT id, channel, event, data, socket_id, recoverable, channel_offset, published_at, ?3, ?4
FROM pusher_outbox
WHERE id = ?2 AND EXISTS (SELECT 1 FROM pusher_lease WHERE fence = ?1)
