-- Removes rows of recoverable channels: those that were sent more than ?1 milliseconds ago, at most ?2. Only the oldest rows
-- of a channel are removed, in the order of their offsets, so that its history has no gap. The counters stay. The rows of a
-- channel whose first row remains, such as a dead letter that was sent again, do not count.
WITH expired AS MATERIALIZED (
    SELECT channel FROM pusher_outbox AS event INDEXED BY pusher_outbox_sent
    WHERE sent_at IS NOT NULL AND recoverable = 1
        AND sent_at < CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) - ?1
        AND (
            SELECT sent_at FROM pusher_outbox AS oldest INDEXED BY pusher_outbox_history
            WHERE oldest.channel = event.channel AND channel_offset IS NOT NULL
            ORDER BY channel_offset LIMIT 1
        ) < CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) - ?1
    ORDER BY sent_at LIMIT ?2
),
channels AS MATERIALIZED (
    SELECT channel, count(*) AS number, (
        SELECT channel_offset FROM pusher_outbox AS oldest INDEXED BY pusher_outbox_history
        WHERE oldest.channel = expired.channel AND channel_offset IS NOT NULL
        ORDER BY channel_offset LIMIT 1
    ) AS first_offset
    FROM expired GROUP BY channel
),
first AS (
    SELECT id, min(coalesce(sent_at < CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) - ?1, 0))
        OVER (PARTITION BY event.channel ORDER BY channel_offset) AS is_expired
    FROM channels CROSS JOIN pusher_outbox AS event INDEXED BY pusher_outbox_history
    WHERE event.channel = channels.channel AND channel_offset IS NOT NULL
        AND channel_offset BETWEEN first_offset AND first_offset + number - 1
)
DELETE FROM pusher_outbox WHERE id IN (SELECT id FROM first WHERE is_expired = 1)
