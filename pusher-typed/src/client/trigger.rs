//! One event on its way.

use std::{fmt, pin::Pin};

use super::{
    Client, TriggerError, Triggered,
    outgoing::Outgoing,
    send::{EventPlan, send},
};
use crate::SocketId;

/// What a [`Trigger`] becomes when it is awaited.
pub type SendTrigger = Pin<Box<dyn Future<Output = Result<Triggered, TriggerError>> + Send>>;

/// An event that is checked and serialized; awaiting it sends it.
///
/// It borrows nothing, so it can be moved to another task. Whatever was wrong
/// with the event comes out as the error when it is awaited.
#[must_use = "a trigger does nothing until it is awaited or added to a batch"]
pub struct Trigger {
    client: Client,
    outgoing: Result<Outgoing, TriggerError>,
}

impl Trigger {
    pub(super) fn new(client: Client, outgoing: Result<Outgoing, TriggerError>) -> Self {
        Trigger { client, outgoing }
    }

    pub(super) fn into_outgoing(self) -> Result<Outgoing, TriggerError> {
        self.outgoing
    }

    /// Does not send to this connection, which most often is the one that
    /// caused the event
    /// ([excluding recipients](https://pusher.com/docs/channels/server_api/excluding-event-recipients/)).
    pub fn exclude(mut self, socket_id: &SocketId) -> Self {
        if let Ok(outgoing) = &mut self.outgoing {
            outgoing.exclude = Some(socket_id.clone());
        }
        self
    }

    /// Asks what the service knows of the channels: how many users a presence
    /// channel has, how many subscriptions another one; see [`Triggered::channels`].
    ///
    /// An event to a user has no channel to know anything of.
    pub fn info(mut self) -> Self {
        if let Ok(outgoing) = &mut self.outgoing {
            outgoing.info = true;
        }
        self
    }
}

impl IntoFuture for Trigger {
    type Output = Result<Triggered, TriggerError>;
    type IntoFuture = SendTrigger;

    fn into_future(self) -> SendTrigger {
        Box::pin(async move {
            let plan = EventPlan::new(self.outgoing?, &self.client);
            send(&self.client, plan).await
        })
    }
}

/// Without the payload.
impl fmt::Debug for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Trigger");
        match &self.outgoing {
            Ok(outgoing) => {
                let to: Vec<String> = outgoing.to.addresses().map(|address| address.to_string()).collect();
                f.field("event", &outgoing.event)
                    .field("channels", &to)
                    .field("size", &outgoing.size)
                    .field("exclude", &outgoing.exclude)
                    .field("info", &outgoing.info)
                    .finish_non_exhaustive()
            }
            Err(error) => f.field("error", error).finish_non_exhaustive(),
        }
    }
}
