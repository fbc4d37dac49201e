-- Removes rows that were sent more than $1 milliseconds ago, at most $2, oldest first, and stops at the first row that
-- remains: the removed rows of a channel are always its oldest ones.
DELETE FROM pusher_outbox WHERE id IN (
    SELECT id FROM (
        SELECT id, bool_and(coalesce(sent_at < clock_timestamp() - $1 * interval '1 millisecond', false))
            OVER (ORDER BY id) AS expired
        FROM (SELECT id, sent_at FROM pusher_outbox ORDER BY id LIMIT $2) AS oldest
    ) AS prefix
    WHERE expired
)
