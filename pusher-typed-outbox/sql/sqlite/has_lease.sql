-- Whether the relay with the fence ?1 still has the lease.
SELECT EXISTS (SELECT 1 FROM pusher_lease WHERE fence = ?1)
