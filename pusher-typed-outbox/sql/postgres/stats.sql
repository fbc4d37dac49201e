-- The number of waiting events, the number of dead letters, and for the oldest waiting event the time of its publication
-- (milliseconds since 1970) and its age.
SELECT
    (SELECT count(*) FROM pusher_outbox WHERE sent_at IS NULL) AS waiting,
    (SELECT count(*) FROM pusher_dead_letters) AS dead,
    (extract(epoch FROM oldest.published_at) * 1000)::bigint AS oldest,
    (extract(epoch FROM clock_timestamp() - oldest.published_at) * 1000)::bigint AS lag
FROM (VALUES (1)) AS one
LEFT JOIN LATERAL (SELECT published_at FROM pusher_outbox WHERE sent_at IS NULL ORDER BY id LIMIT 1) AS oldest ON true
