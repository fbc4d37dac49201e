-- Publishes a dead letter again, as the newest event of its channel: $1 id. An event with an offset is sent again with the
-- same position, if its row has not been removed.
WITH dead AS (
    DELETE FROM pusher_dead_letters WHERE id = $1
    RETURNING id, channel, event, data, socket_id, recoverable, channel_offset
),
again AS (
    UPDATE pusher_outbox SET sent_at = NULL WHERE id = (SELECT id FROM dead WHERE channel_offset IS NOT NULL)
),
published AS (
    INSERT INTO pusher_outbox (channel, event, data, socket_id, recoverable)
    SELECT channel, event, data, socket_id, recoverable FROM dead WHERE channel_offset IS NULL
)
SELECT count(*) FROM dead
