-- Moves a row to the dead letters: $1 fence, $2 id, $3 HTTP status or NULL, $4 reason. Returns 0, and moves nothing, if
-- another relay has taken the lease.
WITH lease AS MATERIALIZED (SELECT fence FROM pusher_lease WHERE fence = $1 FOR SHARE),
dead AS (
    DELETE FROM pusher_outbox WHERE id = $2 AND EXISTS (SELECT FROM lease)
    RETURNING id, channel, event, data, socket_id, published_at
),
buried AS (
    INSERT INTO pusher_dead_letters (id, channel, event, data, socket_id, published_at, status, reason)
    SELECT id, channel, event, data, socket_id, published_at, $3, $4 FROM dead
)
SELECT count(*) FROM lease
