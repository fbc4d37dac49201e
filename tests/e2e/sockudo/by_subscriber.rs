//! The scenarios with the library's own subscriber as the receiver.

#[path = "../scenarios/mod.rs"]
mod scenarios;

mod stage {
    pub use crate::stage::{Outcome, builder, received};

    pub type Browser = crate::rust_subscriber::RustSubscriber;
    pub type Stage = crate::stage::Stage<pusher_typed_tests::Sockudo, Browser>;
}
