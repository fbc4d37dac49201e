-- The oldest waiting rows: $1 ids of the rows in memory, $2 channels with enough rows in memory, $3 limit.
SELECT id, channel, event, data, socket_id
FROM pusher_outbox
WHERE sent_at IS NULL AND id <> ALL ($1) AND channel <> ALL ($2)
ORDER BY id
LIMIT $3
