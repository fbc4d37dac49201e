-- Publishes one event: $1 channel, $2 event, $3 data, $4 socket id or NULL.
INSERT INTO pusher_outbox (channel, event, data, socket_id) VALUES ($1, $2, $3, $4)
