-- Removes rows that were sent: ?1 fence, ?2 ids as a JSON array. Removes nothing if another relay has taken the lease.
DELETE FROM pusher_outbox
WHERE id IN (SELECT value FROM json_each(?2)) AND EXISTS (SELECT 1 FROM pusher_lease WHERE fence = ?1)
