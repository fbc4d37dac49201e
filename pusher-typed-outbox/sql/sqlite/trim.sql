-- Removes rows that were sent more than ?1 milliseconds ago, at most ?2, oldest first, and stops at the first row that
-- remains: the removed rows of a channel are always its oldest ones.
DELETE FROM pusher_outbox WHERE id IN (
    SELECT id FROM (
        SELECT id, min(coalesce(sent_at < CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) - ?1, 0))
            OVER (ORDER BY id) AS expired
        FROM (SELECT id, sent_at FROM pusher_outbox ORDER BY id LIMIT ?2)
    )
    WHERE expired
)
