use pusher_typed::{Channel, schema::Catalog};

#[derive(Channel)]
#[pusher(channel = "news")]
struct NewsChannel;

fn main() {
    let _ = Catalog::new("news", "1.0.0").webhooks::<NewsChannel>();
}
