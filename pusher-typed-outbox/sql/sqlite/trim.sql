-- Removes rows of channels that are not recoverable: those that were sent more than ?1 milliseconds ago, at most ?2, oldest
-- first. It stops at the first row that remains, so the removed rows of a channel are always its oldest ones.
DELETE FROM pusher_outbox WHERE id IN (
    SELECT id FROM (
        SELECT id, min(sent_at < CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) - ?1)
            OVER (ORDER BY id) AS expired
        FROM (
            SELECT id, sent_at FROM pusher_outbox INDEXED BY pusher_outbox_kept
            WHERE sent_at IS NOT NULL AND recoverable = 0 AND id < coalesce(
                (
                    SELECT id FROM pusher_outbox INDEXED BY pusher_outbox_waiting
                    WHERE sent_at IS NULL AND recoverable = 0 ORDER BY id LIMIT 1
                ),
                9223372036854775807
            )
            ORDER BY id LIMIT ?2
        )
    )
    WHERE expired
)
