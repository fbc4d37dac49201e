use pusher_typed::{Event, schema::Catalog};
use schemars::JsonSchema;

#[derive(serde::Serialize, JsonSchema, Event)]
#[pusher(channel = "news", event = "headline")]
struct Headline {
    text: String,
}

fn main() {
    let _ = Catalog::new("news", "1.0.0").channels::<Headline>();
}
