-- Sends a dead letter with an offset again, with the same position, if its row has not been removed: ?1 id.
UPDATE pusher_outbox SET sent_at = NULL
WHERE id = (SELECT id FROM pusher_dead_letters WHERE id = ?1 AND channel_offset IS NOT NULL)
