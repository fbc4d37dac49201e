-- The events after the given positions, for all channels of a request: $1 channels, $2 epochs and $3 offsets, both NULL
-- where only the last position is requested, $4 maximum number of events, $5 their maximum size in bytes, $6 how far a
-- position may be behind.
--
-- Offsets have no gaps, so the counters alone say how many events each channel has, and no more rows are read than are
-- returned. The result has a row without an event for each channel, with its last offset, and one for each event.
WITH current AS MATERIALIZED (SELECT pusher_current_epoch() AS epoch),
requested AS MATERIALIZED (
    SELECT at - 1 AS at, channel, after, request.epoch = current.epoch AS is_current, current.epoch,
        coalesce(last_offset, 0) AS last_offset
    FROM current, unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS request (channel, epoch, after, at)
    LEFT JOIN pusher_offsets USING (channel)
),
answered AS MATERIALIZED (
    SELECT *, after IS NOT NULL AND NOT (
        is_current AND after <= last_offset AND last_offset - after <= $6 AND (
            -- not EXISTS, for which a plan may read the whole table once
            after = last_offset OR coalesce((
                SELECT true FROM pusher_outbox AS next
                WHERE next.channel = requested.channel AND next.channel_offset = after + 1
            ), false)
        )
    ) AS is_reset
    FROM requested
),
readable AS (
    SELECT at, channel, after,
        $4 - (sum(last_offset - after) OVER (ORDER BY at) - (last_offset - after))::bigint AS most
    FROM answered WHERE after < last_offset AND NOT is_reset
),
events AS (
    SELECT at, channel_offset, event, data, row_number() OVER page AS number,
        sum(octet_length(event) + octet_length(data)) OVER page AS bytes
    FROM readable CROSS JOIN LATERAL (
        SELECT channel_offset, event, data FROM pusher_outbox AS event
        WHERE event.channel = readable.channel AND channel_offset > after
        ORDER BY channel_offset LIMIT greatest(most, 0)
    ) AS page_event
    WINDOW page AS (ORDER BY at, channel_offset)
)
SELECT at, epoch, last_offset, is_reset, NULL AS event, NULL AS data FROM answered
UNION ALL
SELECT at, NULL, channel_offset, NULL, event, data FROM events WHERE bytes <= $5 OR number = 1
ORDER BY at, last_offset
