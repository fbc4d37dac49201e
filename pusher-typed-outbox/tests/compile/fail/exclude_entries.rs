use pusher_typed::{
    Event, SocketId,
    client::{Limits, TriggerError},
};
use pusher_typed_outbox::OutboxEntry;
use serde::Serialize;

#[derive(Serialize, Event)]
#[pusher(channel = "private-orders-<id>", recoverable, event = "created")]
struct Created {
    id: u64,
}

fn example(socket_id: SocketId) -> Result<(), TriggerError> {
    for entry in OutboxEntry::for_event(&Created { id: 7 }, &Limits::default())?.exclude(&socket_id) {
        println!("{entry:?}");
    }
    Ok(())
}

fn main() {}
