-- The epoch and, for each of the channels in the JSON array ?1, in their order, the last offset.
SELECT word, coalesce(last_offset, 0)
FROM pusher_epoch CROSS JOIN json_each(?1) AS request
LEFT JOIN pusher_offsets ON pusher_offsets.channel = request.value
ORDER BY request.key
