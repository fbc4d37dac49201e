-- Marks a row that was copied to the dead letters as sent, if it has an offset: ?1 fence, ?2 id. The history of its channel
-- stays complete.
UPDATE pusher_outbox SET sent_at = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
WHERE id = ?2 AND channel_offset IS NOT NULL AND EXISTS (SELECT 1 FROM pusher_lease WHERE fence = ?1)
