-- The number of waiting events, the number of dead letters, and for the oldest waiting event the time of its publication
-- (milliseconds since 1970) and its age.
SELECT
    (SELECT count(*) FROM pusher_outbox INDEXED BY pusher_outbox_waiting WHERE sent_at IS NULL) AS waiting,
    (SELECT count(*) FROM pusher_dead_letters) AS dead,
    oldest.published_at AS oldest,
    CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) - oldest.published_at AS lag
FROM (SELECT 1)
LEFT JOIN (SELECT published_at FROM pusher_outbox INDEXED BY pusher_outbox_waiting WHERE sent_at IS NULL ORDER BY id LIMIT 1) AS oldest
