//! Why the server ends a connection
//! ([error codes](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#error-codes)).

use std::borrow::Cow;

/// A close code of the protocol and its reason.
#[derive(Debug, Clone)]
pub(super) struct Closing {
    pub(super) code: u16,
    pub(super) reason: Cow<'static, str>,
}

impl Closing {
    pub(super) const UNKNOWN_KEY: Closing = Closing::new(4001, "there is no app with this key");
    pub(super) const MALFORMED_VERSION: Closing = Closing::new(4006, "the protocol version is no number");
    pub(super) const UNSUPPORTED_VERSION: Closing = Closing::new(4007, "the protocol version is not 7");
    pub(super) const NO_VERSION: Closing = Closing::new(4008, "the protocol version is missing");
    pub(super) const UNAUTHORIZED: Closing = Closing::new(4009, "the sign-in is not authorized");
    pub(super) const TERMINATED: Closing = Closing::new(4009, "the app has disconnected you");
    pub(super) const NO_PONG: Closing = Closing::new(4201, "there was no answer to a ping");

    const fn new(code: u16, reason: &'static str) -> Self {
        Closing { code, reason: Cow::Borrowed(reason) }
    }

    /// What is wrong with the protocol version that a client asks for.
    pub(super) fn of_version(version: Option<&str>) -> Option<Closing> {
        match version {
            None | Some("") => Some(Closing::NO_VERSION),
            Some(version) => match version.parse::<u32>() {
                Ok(7) => None,
                Ok(_) => Some(Closing::UNSUPPORTED_VERSION),
                Err(_) => Some(Closing::MALFORMED_VERSION),
            },
        }
    }
}
