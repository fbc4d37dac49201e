-- Other migrations of this outbox wait until the end of the transaction. The number is arbitrary and identifies this lock.
SELECT pg_advisory_xact_lock(7815903461284403211)
