-- Publishes one event on several channels: $1 channels, $2 event, $3 data, $4 socket id or NULL.
INSERT INTO pusher_outbox (channel, event, data, socket_id)
SELECT name, $2, $3, $4 FROM unnest($1) WITH ORDINALITY AS channels (name, position) ORDER BY position
