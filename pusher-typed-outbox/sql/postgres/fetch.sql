-- The oldest waiting rows: $1 ids of the rows in memory, $2 channels with enough rows in memory, $3 limit, $4 maximum size
-- of a payload that can be sent. A row on a recoverable channel has a position, and no data if they are too large. The
-- epoch is read together with the rows, so that the position of an event is that of the history that it belongs to.
SELECT id, channel, event, CASE WHEN recoverable AND octet_length(data) > $4 THEN NULL ELSE data END AS data, socket_id,
    CASE WHEN recoverable THEN concat_ws('.', (SELECT pusher_current_epoch()), channel_offset) END AS position
FROM pusher_outbox
WHERE sent_at IS NULL AND id <> ALL ($1) AND channel <> ALL ($2)
ORDER BY id
LIMIT $3
