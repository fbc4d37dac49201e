-- Deletes a dead letter: $1 id.
DELETE FROM pusher_dead_letters WHERE id = $1
