-- Marks rows as sent: ?1 fence, ?2 ids as a JSON array. Changes nothing if another relay has taken the lease.
UPDATE pusher_outbox SET sent_at = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
WHERE id IN (SELECT value FROM json_each(?2)) AND EXISTS (SELECT 1 FROM pusher_lease WHERE fence = ?1)
