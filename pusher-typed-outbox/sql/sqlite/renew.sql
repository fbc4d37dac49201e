-- Extends the lease: ?1 fence, ?2 duration in milliseconds. No row is changed if another relay has taken the lease.
UPDATE pusher_lease
SET expires_at = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) + ?2
WHERE fence = ?1
