//! With the in-process server, and tests that need its controls.

mod by_subscriber;
#[path = "../chromium.rs"]
mod chromium;
mod client_suite;
#[path = "../configuration.rs"]
mod configuration;
mod connections;
#[path = "../refusal.rs"]
mod refusal;
#[path = "../scenarios/mod.rs"]
mod scenarios;
#[path = "../subscriber.rs"]
mod subscriber;

/// pusher-js is the receiver.
mod stage {
    pub use crate::stage::{Outcome, builder, in_process, received};

    pub type Browser = pusher_typed_tests::PusherJs;
    pub type Stage = crate::stage::Stage<pusher_typed::testing::Server, Browser>;
}
