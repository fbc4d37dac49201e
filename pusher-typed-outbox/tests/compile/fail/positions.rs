use pusher_typed::Channel;
use pusher_typed_outbox::{Database, Outbox};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

async fn example<DB: Database>(outbox: Outbox<DB>, conn: &mut DB::Connection) {
    let _ = outbox.positions(conn, &[Orders { id: 7 }]).await;
}

fn main() {}
