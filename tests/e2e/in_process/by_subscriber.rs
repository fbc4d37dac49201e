//! The scenarios with the library's own subscriber as the receiver.

#[path = "connections.rs"]
mod connections;
#[path = "../scenarios/mod.rs"]
mod scenarios;

mod stage {
    pub use crate::stage::{Outcome, builder, in_process, received};

    pub type Browser = crate::rust_subscriber::RustSubscriber;
    pub type Stage = crate::stage::Stage<pusher_typed::testing::Server, Browser>;
}
