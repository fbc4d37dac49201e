-- Removes rows of channels that are not recoverable: those that were sent more than $1 milliseconds ago, at most $2, oldest
-- first. It stops at the first row that remains, so the removed rows of a channel are always its oldest ones.
DELETE FROM pusher_outbox WHERE id IN (
    SELECT id FROM (
        SELECT id, bool_and(sent_at < clock_timestamp() - $1 * interval '1 millisecond') OVER (ORDER BY id) AS expired
        FROM (
            SELECT id, sent_at FROM pusher_outbox
            WHERE sent_at IS NOT NULL AND NOT recoverable AND id < coalesce(
                (SELECT id FROM pusher_outbox WHERE sent_at IS NULL AND NOT recoverable ORDER BY id LIMIT 1),
                9223372036854775807
            )
            ORDER BY id LIMIT $2
        ) AS oldest
    ) AS prefix
    WHERE expired
)
