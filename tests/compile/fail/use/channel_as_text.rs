use pusher_typed::Client;

async fn call(client: &Client) {
    let _ = client.channel("private-orders-7").await;
}

fn main() {}
