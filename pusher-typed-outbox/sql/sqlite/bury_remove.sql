-- Removes a row that was copied to the dead letters: ?1 fence, ?2 id.
DELETE FROM pusher_outbox
WHERE id = ?2 AND channel_offset IS NULL AND EXISTS (SELECT 1 FROM pusher_lease WHERE fence = ?1)
