-- Ends the lease immediately, so that another relay does not have to wait: $1 fence.
UPDATE pusher_lease SET expires_at = clock_timestamp() WHERE fence = $1 AND timeline = pusher_timeline()
