use pusher_typed::{Event, schema::Catalog};

#[derive(serde::Serialize, Event)]
#[pusher(channel = "news", event = "headline")]
struct Headline {
    text: String,
}

fn main() {
    let _ = Catalog::new("news", "1.0.0").events::<Headline>();
}
