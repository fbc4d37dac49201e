-- The oldest waiting rows: ?1 ids of the rows in memory and ?2 channels with enough rows in memory, both as JSON
-- arrays, ?3 limit, ?4 maximum size of a payload that can be sent. A row on a recoverable channel has a position, and no
-- data if they are too large.
SELECT id, channel, event, CASE WHEN recoverable = 1 AND octet_length(data) > ?4 THEN NULL ELSE data END AS data, socket_id,
    CASE WHEN recoverable = 1 THEN (SELECT word FROM pusher_epoch) || '.' || coalesce(channel_offset, '') END AS position
FROM pusher_outbox INDEXED BY pusher_outbox_waiting
WHERE sent_at IS NULL
    AND id NOT IN (SELECT value FROM json_each(?1))
    AND channel NOT IN (SELECT value FROM json_each(?2))
ORDER BY id
LIMIT ?3
