-- Publishes a dead letter again, as the newest event of its channel: ?1 id. Executed in one transaction with discard.sql.
INSERT INTO pusher_outbox (channel, event, data, socket_id)
SELECT channel, event, data, socket_id FROM pusher_dead_letters WHERE id = ?1
