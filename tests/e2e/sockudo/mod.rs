//! With Sockudo, an independent server.

mod by_subscriber;
#[path = "../chromium.rs"]
mod chromium;
#[path = "../configuration.rs"]
mod configuration;
mod harness;
mod idempotency;
mod publishing;
#[path = "../refusal.rs"]
mod refusal;
#[path = "../scenarios/mod.rs"]
mod scenarios;
#[path = "../subscriber.rs"]
mod subscriber;

/// pusher-js is the receiver.
mod stage {
    pub use crate::stage::{Outcome, builder, received};

    pub type Browser = pusher_typed_tests::PusherJs;
    pub type Stage = crate::stage::Stage<pusher_typed_tests::Sockudo, Browser>;
}
