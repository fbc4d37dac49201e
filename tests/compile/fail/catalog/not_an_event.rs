use pusher_typed::schema::Catalog;
use schemars::JsonSchema;

#[derive(serde::Serialize, JsonSchema)]
struct Headline {
    text: String,
}

fn main() {
    let _ = Catalog::new("news", "1.0.0").events::<Headline>();
}
