-- Takes the lease if it has expired: $1 holder, $2 duration in milliseconds.
UPDATE pusher_lease
SET fence = fence + 1, holder = $1, expires_at = clock_timestamp() + $2 * interval '1 millisecond'
WHERE expires_at <= clock_timestamp()
RETURNING fence
