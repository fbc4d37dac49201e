use pusher_typed::{Event, EventSet, schema::Catalog};
use schemars::JsonSchema;

#[derive(serde::Serialize, JsonSchema, Event)]
#[pusher(channel = "news", event = "headline")]
struct Headline {
    text: String,
}

#[derive(serde::Serialize, Event)]
#[pusher(channel = "news", event = "correction")]
struct Correction {
    text: String,
}

#[derive(EventSet)]
enum News {
    Headline(Headline),
    Correction(Correction),
}

fn main() {
    let _ = Catalog::new("news", "1.0.0").events::<News>();
}
