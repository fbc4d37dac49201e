-- Acknowledges rows that were sent: $1 fence, $2 ids to remove, $3 ids to keep. Returns 0, and changes nothing, if another
-- relay has taken the lease. The lease is locked until the end of the statement, so no relay can take it during the
-- statement.
WITH lease AS MATERIALIZED (SELECT fence FROM pusher_lease WHERE fence = $1 AND timeline = pusher_timeline() FOR SHARE),
removed AS (DELETE FROM pusher_outbox WHERE id = ANY ($2) AND EXISTS (SELECT FROM lease)),
kept AS (
    UPDATE pusher_outbox SET sent_at = clock_timestamp()
    WHERE id = ANY ($3) AND EXISTS (SELECT FROM lease)
)
SELECT count(*) FROM lease
