-- Extends the lease: $1 fence, $2 duration in milliseconds. No row is changed if another relay has taken the lease.
UPDATE pusher_lease
SET expires_at = clock_timestamp() + $2 * interval '1 millisecond'
WHERE fence = $1
