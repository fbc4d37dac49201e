-- Ends the lease at once, so that another relay need not wait: $1 fence.
UPDATE pusher_lease SET expires_at = clock_timestamp() WHERE fence = $1
