-- Ends the lease at once, so that another relay need not wait: ?1 fence.
UPDATE pusher_lease SET expires_at = 0 WHERE fence = ?1
