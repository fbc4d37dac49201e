-- Moves a row to the dead letters: $1 fence, $2 id, $3 HTTP status or NULL, $4 reason. The row of an event with an offset
-- is copied and marked as sent instead, so that the history of its channel is complete. Returns 0, and changes nothing, if
-- another relay has taken the lease.
WITH lease AS MATERIALIZED (SELECT fence FROM pusher_lease WHERE fence = $1 AND timeline = pusher_timeline() FOR SHARE),
refused AS MATERIALIZED (SELECT * FROM pusher_outbox WHERE id = $2 AND EXISTS (SELECT FROM lease)),
removed AS (DELETE FROM pusher_outbox WHERE id = (SELECT id FROM refused WHERE channel_offset IS NULL)),
kept AS (
    UPDATE pusher_outbox SET sent_at = clock_timestamp()
    WHERE id = (SELECT id FROM refused WHERE channel_offset IS NOT NULL)
),
buried AS (
    INSERT INTO pusher_dead_letters
        (id, channel, event, data, socket_id, recoverable, channel_offset, published_at, status, reason)
    SELECT id, channel, event, data, socket_id, recoverable, channel_offset, published_at, $3, $4 FROM refused
    ON CONFLICT (id) DO NOTHING
)
SELECT count(*) FROM lease
