//! Events of the feature `tracing`: what happens to a connection and its
//! subscriptions, never what is sent over it.

pub(super) use self::switched::{
    attempt_failed, connected, ended, gap, history_failed, lost, pausing, refused, reset, resubscribed,
    service_error, subscribe_failed, subscribed, unreadable,
};

#[cfg(feature = "tracing")]
mod switched {
    use std::time::Duration;

    use tracing::{debug, info, warn};

    use crate::{
        SocketId,
        subscriber::{
            error::{Disconnect, SubscribeError, with_sources},
            redaction::service_text,
        },
    };

    /// The module that users know, for their filters.
    const TARGET: &str = "pusher_typed::subscriber";

    fn millis(duration: Duration) -> u64 {
        u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
    }

    /// The text of an error and its causes; an authorizer's own error may quote a signature.
    fn text(error: &SubscribeError) -> String {
        service_text(&with_sources(error))
    }

    pub(in crate::subscriber) fn connected(socket_id: &SocketId) {
        info!(target: TARGET, socket_id = socket_id.as_str(), "connected");
    }

    pub(in crate::subscriber) fn lost(by: &Disconnect) {
        warn!(target: TARGET, code = by.code, reason = by.reason, "the connection is lost");
    }

    pub(in crate::subscriber) fn pausing(attempt: u32, pause: Duration) {
        info!(target: TARGET, attempt, pause_ms = millis(pause), "connecting again after a pause");
    }

    pub(in crate::subscriber) fn attempt_failed(by: &Disconnect) {
        warn!(target: TARGET, code = by.code, reason = by.reason, "an attempt to connect has failed");
    }

    pub(in crate::subscriber) fn ended(by: Option<&Disconnect>) {
        if let Some(by) = by {
            warn!(target: TARGET, code = by.code, reason = by.reason, "the connection has ended and is not opened again");
        } else {
            info!(target: TARGET, "the connection was closed");
        }
    }

    pub(in crate::subscriber) fn subscribed(channel: &str) {
        debug!(target: TARGET, channel, "subscribed");
    }

    pub(in crate::subscriber) fn gap(channel: &str) {
        warn!(target: TARGET, channel, "subscribed again; events may have been missed");
    }

    pub(in crate::subscriber) fn resubscribed(channel: &str) {
        info!(target: TARGET, channel, "subscribed again; missed events follow from the history");
    }

    pub(in crate::subscriber) fn reset(channel: &str) {
        warn!(target: TARGET, channel, "the history does not have the events that follow");
    }

    pub(in crate::subscriber) fn history_failed(channel: &str, error: &SubscribeError, retry_in: Duration) {
        let retry_in_ms = millis(retry_in);
        warn!(target: TARGET, channel, error = text(error), retry_in_ms, "reading the history has failed");
    }

    pub(in crate::subscriber) fn subscribe_failed(channel: &str, error: &SubscribeError, retry_in: Duration) {
        let retry_in_ms = millis(retry_in);
        warn!(target: TARGET, channel, error = text(error), retry_in_ms, "subscribing again has failed");
    }

    pub(in crate::subscriber) fn refused(channel: &str, error: &SubscribeError) {
        warn!(target: TARGET, channel, error = text(error), "the subscription has failed");
    }

    pub(in crate::subscriber) fn service_error(code: Option<u16>, message: &str) {
        warn!(target: TARGET, code, message, "the service has sent an error");
    }

    pub(in crate::subscriber) fn unreadable() {
        warn!(target: TARGET, "the service has sent a message that cannot be read");
    }
}

#[cfg(not(feature = "tracing"))]
mod switched {
    use std::time::Duration;

    use crate::{
        SocketId,
        subscriber::error::{Disconnect, SubscribeError},
    };

    pub(in crate::subscriber) fn connected(_: &SocketId) {}
    pub(in crate::subscriber) fn lost(_: &Disconnect) {}
    pub(in crate::subscriber) fn pausing(_: u32, _: Duration) {}
    pub(in crate::subscriber) fn attempt_failed(_: &Disconnect) {}
    pub(in crate::subscriber) fn ended(_: Option<&Disconnect>) {}
    pub(in crate::subscriber) fn subscribed(_: &str) {}
    pub(in crate::subscriber) fn gap(_: &str) {}
    pub(in crate::subscriber) fn resubscribed(_: &str) {}
    pub(in crate::subscriber) fn reset(_: &str) {}
    pub(in crate::subscriber) fn history_failed(_: &str, _: &SubscribeError, _: Duration) {}
    pub(in crate::subscriber) fn subscribe_failed(_: &str, _: &SubscribeError, _: Duration) {}
    pub(in crate::subscriber) fn refused(_: &str, _: &SubscribeError) {}
    pub(in crate::subscriber) fn service_error(_: Option<u16>, _: &str) {}
    pub(in crate::subscriber) fn unreadable() {}
}
