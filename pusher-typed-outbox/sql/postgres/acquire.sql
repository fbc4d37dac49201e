-- Takes the lease if it has expired: $1 holder, $2 duration in milliseconds. On a new timeline, the number is far from those
-- that relays may have taken on the former primary after it was replicated for the last time.
UPDATE pusher_lease
SET fence = fence + CASE WHEN timeline IN (0, pusher_timeline()) THEN 1 ELSE 1000000 END, timeline = pusher_timeline(),
    holder = $1, expires_at = clock_timestamp() + $2 * interval '1 millisecond'
WHERE expires_at <= clock_timestamp()
RETURNING fence
