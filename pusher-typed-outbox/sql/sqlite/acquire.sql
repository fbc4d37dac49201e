-- Takes the lease if it has expired: ?1 holder, ?2 duration in milliseconds.
UPDATE pusher_lease
SET fence = fence + 1, holder = ?1,
    expires_at = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) + ?2
WHERE expires_at <= CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
RETURNING fence
