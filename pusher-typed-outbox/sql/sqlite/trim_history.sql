-- Removes rows of recoverable channels: those that were sent more than ?1 milliseconds ago, at most ?2, oldest first. Only
-- the oldest rows of a channel are removed, in the order of their offsets, so that its history has no gap. The counters
-- stay.
WITH expired AS MATERIALIZED (
    SELECT id, channel, channel_offset FROM pusher_outbox INDEXED BY pusher_outbox_sent
    WHERE sent_at IS NOT NULL AND recoverable = 1
        AND sent_at < CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) - ?1
    ORDER BY sent_at LIMIT ?2
),
ranked AS (
    SELECT id, channel, channel_offset, row_number() OVER (PARTITION BY channel ORDER BY channel_offset) AS rank
    FROM expired
),
channels AS MATERIALIZED (
    SELECT channel, (
        SELECT channel_offset FROM pusher_outbox AS event INDEXED BY pusher_outbox_history
        WHERE event.channel = expired.channel AND channel_offset IS NOT NULL
        ORDER BY channel_offset LIMIT 1
    ) AS first_offset
    FROM (SELECT DISTINCT channel FROM expired) AS expired
)
DELETE FROM pusher_outbox WHERE id IN (
    SELECT id FROM ranked JOIN channels USING (channel) WHERE channel_offset = first_offset + rank - 1
)
