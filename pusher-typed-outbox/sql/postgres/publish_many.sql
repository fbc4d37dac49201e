-- Publishes one event on several channels: $1 channels, $2 event, $3 data, $4 socket id or NULL, $5 for each channel
-- whether it is recoverable.
INSERT INTO pusher_outbox (channel, event, data, socket_id, recoverable)
SELECT name, $2, $3, $4, is_recoverable
FROM unnest($1::text[], $5::boolean[]) WITH ORDINALITY AS channels (name, is_recoverable, position) ORDER BY position
