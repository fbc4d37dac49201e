//! The state of one subscription on the connection.

mod messages;
mod phase;
mod recovered;
mod recovering;
mod state;

pub(super) use self::{
    messages::raw,
    phase::AuthorizerCall,
    state::{Channel, Failure, Members, Need, Reply, StreamSide},
};
