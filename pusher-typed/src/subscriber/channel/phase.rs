//! The progress of a subscription on the current connection.

use tokio::{task::AbortHandle, time::Instant};

/// A call of the authorizer, which is cancelled when this is dropped.
pub(in crate::subscriber) struct AuthorizerCall(pub(in crate::subscriber) AbortHandle);

impl Drop for AuthorizerCall {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The progress of a subscription on the current connection. Every phase that waits for another
/// party has a deadline.
pub(super) enum Phase {
    /// There is no connection, or other authorizations come first.
    Waiting,
    Authorizing {
        _call: AuthorizerCall,
        deadline: Instant,
    },
    /// `pusher:subscribe` waits to be written, which has its own deadline, or was written.
    Requested {
        deadline: Option<Instant>,
    },
    Active,
    /// Subscribed, and another key was requested from the authorizer.
    RequestingKey {
        call: Option<AuthorizerCall>,
        deadline: Option<Instant>,
    },
    /// The last attempt has failed.
    BackingOff {
        until: Instant,
    },
}

impl Phase {
    /// When the phase ends, if the other party does not respond.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match *self {
            Phase::Authorizing { deadline, .. } => Some(deadline),
            Phase::Requested { deadline } | Phase::RequestingKey { deadline, .. } => deadline,
            Phase::BackingOff { until } => Some(until),
            Phase::Waiting | Phase::Active => None,
        }
    }
}
