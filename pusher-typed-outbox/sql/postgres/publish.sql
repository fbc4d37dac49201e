-- Publishes one event: $1 channel, $2 event, $3 data, $4 socket id or NULL, $5 whether the channel is recoverable.
INSERT INTO pusher_outbox (channel, event, data, socket_id, recoverable) VALUES ($1, $2, $3, $4, $5)
