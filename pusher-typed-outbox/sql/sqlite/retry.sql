-- Publishes a dead letter again, as the newest event of its channel: ?1 id. Executed in one transaction with retry_sent.sql
-- and discard.sql.
INSERT INTO pusher_outbox (channel, event, data, socket_id, recoverable)
SELECT channel, event, data, socket_id, recoverable FROM pusher_dead_letters WHERE id = ?1 AND channel_offset IS NULL
