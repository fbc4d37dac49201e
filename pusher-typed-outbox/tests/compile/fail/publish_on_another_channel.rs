use pusher_typed::{Channel, Event};
use pusher_typed_outbox::{Database, Outbox};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>", recoverable)]
struct Orders {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-customers-<id>", recoverable)]
struct Customers {
    id: u64,
}

#[derive(Serialize, Event)]
#[pusher(channel = Orders, event = "created")]
struct Created {
    total: u64,
}

async fn example<DB: Database>(outbox: Outbox<DB>, conn: &mut DB::Connection) {
    let _ = outbox.publish_on(conn, &Customers { id: 7 }, &Created { total: 1 }).await;
}

fn main() {}
