use pusher_typed::{Event, schema::Catalog};
use schemars::JsonSchema;

#[derive(serde::Serialize)]
struct Author {
    name: String,
}

#[derive(serde::Serialize, JsonSchema, Event)]
#[pusher(channel = "news", event = "headline")]
struct Headline {
    text: String,
    author: Author,
}

fn main() {
    let _ = Catalog::new("news", "1.0.0").events::<Headline>();
}
