-- Dead letters in the order of their ids: those after the id ?1, at most ?2.
SELECT id, channel, event, data, socket_id, channel_offset, status, reason, published_at, died_at
FROM pusher_dead_letters
WHERE id > ?1
ORDER BY id
LIMIT ?2
