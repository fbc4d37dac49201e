-- Removes rows of recoverable channels: those that were sent more than $1 milliseconds ago, at most $2. Only the oldest rows
-- of a channel are removed, in the order of their offsets, so that its history has no gap. The counters stay. The rows of a
-- channel whose first row remains, such as a dead letter that was sent again, do not count.
WITH expired AS (
    SELECT channel FROM pusher_outbox AS event
    WHERE recoverable AND sent_at < statement_timestamp() - $1 * interval '1 millisecond' AND (
        SELECT sent_at FROM pusher_outbox AS oldest
        WHERE oldest.channel = event.channel AND channel_offset IS NOT NULL
        ORDER BY channel_offset LIMIT 1
    ) < statement_timestamp() - $1 * interval '1 millisecond'
    ORDER BY sent_at LIMIT $2
),
channels AS (SELECT channel, count(*) AS number FROM expired GROUP BY channel),
first AS (
    SELECT id, bool_and(coalesce(sent_at < statement_timestamp() - $1 * interval '1 millisecond', FALSE))
        OVER (PARTITION BY channel ORDER BY channel_offset) AS is_expired
    FROM channels CROSS JOIN LATERAL (
        SELECT id, sent_at, channel_offset FROM pusher_outbox AS event
        WHERE event.channel = channels.channel AND channel_offset IS NOT NULL
        ORDER BY channel_offset LIMIT channels.number
    ) AS oldest
)
DELETE FROM pusher_outbox WHERE id = ANY (ARRAY(SELECT id FROM first WHERE is_expired))
