-- Dead letters in the order of their ids: those after the id $1, at most $2. Times are milliseconds since 1970.
SELECT id, channel, event, data, socket_id, channel_offset, status, reason,
    (extract(epoch FROM published_at) * 1000)::bigint AS published_at,
    (extract(epoch FROM died_at) * 1000)::bigint AS died_at
FROM pusher_dead_letters
WHERE id > $1
ORDER BY id
LIMIT $2
