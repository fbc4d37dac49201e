-- The events after the given positions, for all channels of a request: ?1 a JSON array of [channel, epoch, offset], the
-- latter two null where only the last position is requested, ?2 maximum number of events, ?3 their maximum size in bytes,
-- ?4 how far a position may be behind.
--
-- Offsets have no gaps, so the counters alone say how many events each channel has, and no more rows are read than are
-- returned. The result has a row without an event for each channel, with its last offset, and one for each event.
WITH requested AS MATERIALIZED (
    SELECT request.key AS at, request.value ->> 0 AS channel, request.value ->> 2 AS after,
        (request.value ->> 1) = word AS is_current, word AS epoch, coalesce(last_offset, 0) AS last_offset
    FROM pusher_epoch CROSS JOIN json_each(?1) AS request
    LEFT JOIN pusher_offsets ON pusher_offsets.channel = (request.value ->> 0)
),
answered AS MATERIALIZED (
    SELECT *, after IS NOT NULL AND NOT (
        is_current AND after <= last_offset AND last_offset - after <= ?4 AND (
            after = last_offset OR EXISTS (
                SELECT 1 FROM pusher_outbox AS next INDEXED BY pusher_outbox_history
                WHERE next.channel = requested.channel AND next.channel_offset = after + 1
            )
        )
    ) AS is_reset
    FROM requested
),
readable AS MATERIALIZED (
    SELECT at, channel, after, ?2 - (sum(last_offset - after) OVER (ORDER BY at) - (last_offset - after)) AS most
    FROM answered WHERE after < last_offset AND NOT is_reset
),
events AS (
    SELECT at, channel_offset, event, data, row_number() OVER page AS number,
        sum(octet_length(event) + octet_length(data)) OVER page AS bytes
    FROM readable CROSS JOIN pusher_outbox AS page_event INDEXED BY pusher_outbox_history
        ON page_event.channel = readable.channel AND channel_offset > after AND channel_offset <= after + most
    WINDOW page AS (ORDER BY at, channel_offset)
)
SELECT at, epoch, last_offset, is_reset, NULL AS event, NULL AS data FROM answered
UNION ALL
SELECT at, NULL, channel_offset, NULL, event, data FROM events WHERE bytes <= ?3 OR number = 1
ORDER BY at, last_offset
