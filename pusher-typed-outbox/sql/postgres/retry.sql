-- Publishes a dead letter again, as the newest event of its channel: $1 id.
WITH dead AS (
    DELETE FROM pusher_dead_letters WHERE id = $1 RETURNING channel, event, data, socket_id
)
INSERT INTO pusher_outbox (channel, event, data, socket_id) SELECT channel, event, data, socket_id FROM dead
