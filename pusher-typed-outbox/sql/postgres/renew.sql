-- Extends the lease: $1 fence, $2 duration in milliseconds. No row is changed if another relay has taken the
-- lease, or the server has another timeline: a standby has become the primary, which may lack rows that were sent, and assign
-- their ids again.
UPDATE pusher_lease
SET expires_at = clock_timestamp() + $2 * interval '1 millisecond'
WHERE fence = $1 AND timeline = pusher_timeline()
