use pusher_typed::{Channel, Event, SocketId};
use pusher_typed_outbox::{Database, Outbox};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-customers-<id>", recoverable)]
struct Customers {
    id: u64,
}

#[derive(Serialize, Event)]
#[pusher(channel = Orders { id }, channel = Customers { id: customer }, event = "created")]
struct Created {
    id: u64,
    customer: u64,
}

async fn example<DB: Database>(outbox: Outbox<DB>, conn: &mut DB::Connection, socket_id: SocketId) {
    let _ = outbox.publish(conn, &Created { id: 7, customer: 1 }).exclude(&socket_id).await;
}

fn main() {}
