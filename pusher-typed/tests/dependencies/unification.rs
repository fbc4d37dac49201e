//! Cargo builds a macro crate once for a program and its build script, and enables a feature of a
//! library for all of its users in a build: neither may change what other people's declarations
//! expand to.

use crate::package::Package;

/// Declarations of every derive, without a schema or a serialization that only a feature needs.
const DECLARATIONS: &str = r#"
#![deny(warnings)]
#![no_implicit_prelude]

use ::events::{Channel, ChannelParam, ChannelSet, Event, EventSet, PresenceMember, WebhookEvent};
use ::events::webhook::{ClientEvent, RawWebhookEvent};

#[derive(ChannelParam)]
#[pusher(crate = ::events)]
pub struct OrderId(pub u64);

#[derive(Channel)]
#[pusher(crate = ::events, channel = "private-orders-<id>")]
pub struct OrderChannel { pub id: OrderId }

#[derive(::serde::Serialize, PresenceMember)]
#[pusher(crate = ::events)]
pub struct Member { #[pusher(user_id)] pub id: u64, pub name: ::std::string::String }

#[derive(Channel)]
#[pusher(crate = ::events, channel = "presence-room-<room>", member = Member)]
pub struct RoomChannel { pub room: ::std::string::String }

#[derive(ChannelSet)]
#[pusher(crate = ::events)]
pub enum AppChannel { Order(OrderChannel), Room(RoomChannel) }

#[derive(::serde::Serialize, Event)]
#[pusher(crate = ::events, channel = "private-topic-<topic>", event = "created")]
pub struct Created<T: ::events::ChannelParam> { pub topic: T }

#[derive(::serde::Deserialize, Event)]
#[pusher(crate = ::events, channel = RoomChannel, event = "client-typing")]
pub struct Typing { pub on: bool }

#[derive(EventSet)]
#[pusher(crate = ::events)]
pub enum RoomEvent { Typing(Typing) }

#[derive(WebhookEvent)]
#[pusher(crate = ::events)]
pub enum Hook {
    #[pusher(channel_occupied)] Watched(AppChannel),
    #[pusher(member_added)] Joined { channel: RoomChannel, user_id: u64 },
    #[pusher(client_event)] Typing(ClientEvent<RoomChannel, Typing>),
    #[pusher(other)] Other(RawWebhookEvent),
}
"#;

#[test]
fn a_build_script_with_the_catalog_leaves_the_program_without_it() {
    let manifest = r#"
[dependencies]
events = { package = "pusher-typed", path = "{pusher-typed}", default-features = false, features = ["derive"] }
serde = { version = "1", features = ["derive"] }

[build-dependencies]
events = { package = "pusher-typed", path = "{pusher-typed}", default-features = false, features = ["schema"] }
schemars = { version = "1", default-features = false, features = ["derive", "std"] }
serde = { version = "1", features = ["derive"] }
"#;
    let package = Package::new("catalog-in-build-script", manifest, DECLARATIONS);
    package.file(
        "build.rs",
        r#"
#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema, events::Event)]
#[pusher(crate = ::events, channel = "private-orders-<id>", event = "shipped")]
struct OrderShipped { id: u64 }

fn main() {
    let catalog = events::schema::Catalog::new("orders", "1").events::<OrderShipped>();
    let typescript = catalog.typescript().expect("names that do not clash");
    assert!(typescript.contains("OrderShipped"), "{typescript}");
    let folder = std::env::var_os("OUT_DIR").expect("a folder");
    std::fs::write(std::path::Path::new(&folder).join("orders.ts"), typescript).expect("written");
}
"#,
    );
    package.check();
}

#[test]
fn a_dependency_with_all_features_leaves_the_other_declarations_as_they_are() {
    let manifest = r#"
[dependencies]
catalog = { path = "catalog" }
events = { package = "pusher-typed", path = "{pusher-typed}", default-features = false, features = ["derive"] }
serde = { version = "1", features = ["derive"] }
"#;
    let package = Package::new("dependency-with-all-features", manifest, DECLARATIONS);
    let manifest = r#"
[dependencies]
pusher-typed = { path = "{pusher-typed}", default-features = false, features = ["schema", "testing"] }
"#;
    let uses_both = "pub use pusher_typed::{schema::Catalog, testing::webhook};\n";
    package.member("catalog", manifest, uses_both);
    package.check();
}
