use pusher_typed::{Event, SocketId};
use pusher_typed_outbox::{Database, Outbox};
use serde::Serialize;

#[derive(Serialize, Event)]
#[pusher(channel = "private-orders-<id>", recoverable, event = "created")]
struct Created {
    id: u64,
}

async fn example<DB: Database>(outbox: Outbox<DB>, conn: &mut DB::Connection, socket_id: SocketId) {
    let _ = outbox.publish(conn, &Created { id: 7 }).exclude(&socket_id).await;
}

fn main() {}
