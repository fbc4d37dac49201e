-- The oldest waiting rows: ?1 ids of the rows in memory and ?2 channels with enough rows in memory, both as JSON
-- arrays, ?3 limit.
SELECT id, channel, event, data, socket_id
FROM pusher_outbox INDEXED BY pusher_outbox_waiting
WHERE sent_at IS NULL
    AND id NOT IN (SELECT value FROM json_each(?1))
    AND channel NOT IN (SELECT value FROM json_each(?2))
ORDER BY id
LIMIT ?3
