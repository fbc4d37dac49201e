use pusher_typed::{Channel, Event};
use pusher_typed_outbox::{Database, Outbox};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>", recoverable)]
struct Orders {
    id: u64,
}

#[derive(Serialize, Event)]
#[pusher(channel = Orders, event = "created")]
struct Created {
    total: u64,
}

async fn example<DB: Database>(outbox: Outbox<DB>, conn: &mut DB::Connection) {
    let _ = outbox.publish_on(conn, &Created { total: 1 }, &Orders { id: 7 }).await;
}

fn main() {}
