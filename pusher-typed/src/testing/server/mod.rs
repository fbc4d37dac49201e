//! The service in process.

mod api;
mod app;
mod builder;
mod client_event;
mod clock;
mod connection;
mod delivery;
mod departures;
mod faults;
mod frame;
mod handle;
mod message;
mod observe;
mod outbox;
mod presence;
mod publish;
mod settings;
mod sign_in;
mod state;
mod subscribe;
mod thread;
mod webhooks;

pub use self::{
    builder::{ServerBuilder, StartError},
    faults::{FaultKind, FaultPlan, InjectedFault},
    handle::Server,
    observe::WaitError,
    state::ChannelEvent,
    webhooks::{ReceiveError, Webhooks},
};
