//! The response of an authorization endpoint, independent of the web framework.

use serde::Serialize;

use super::{channel_auth::ChannelAuth, error::AuthError, request::AuthRequestError, user_auth::UserAuth};

/// A status and a JSON body in the form that pusher-js expects.
///
/// ```
/// use pusher_typed::client::AuthReply;
///
/// let reply = AuthReply::forbidden();
/// assert_eq!((reply.status(), reply.body()), (403, r#"{"error":"forbidden"}"#));
/// assert_eq!(AuthReply::CONTENT_TYPE, "application/json");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthReply {
    status: u16,
    body: HiddenBody,
}

/// A body whose `Debug` shows no signature.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct HiddenBody(pub(super) String);

impl std::fmt::Debug for HiddenBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl AuthReply {
    /// The content type of every reply.
    pub const CONTENT_TYPE: &'static str = "application/json";

    /// Creates the reply for a user who is not allowed: status 403.
    pub fn forbidden() -> Self {
        AuthReply::error(403, "forbidden")
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The body, as JSON.
    pub fn body(&self) -> &str {
        &self.body.0
    }

    /// The body, as JSON.
    pub fn into_body(self) -> String {
        self.body.0
    }

    pub(super) fn ok(value: &impl Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(body) => AuthReply { status: 200, body: HiddenBody(body) },
            // The values are maps and structs of strings, which serde_json can always serialize.
            Err(_) => AuthReply::error(500, "internal error"),
        }
    }

    /// `text` comes from this crate and needs no escaping.
    fn error(status: u16, text: &str) -> Self {
        AuthReply { status, body: HiddenBody(format!("{{\"error\":\"{text}\"}}")) }
    }
}

impl From<&ChannelAuth> for AuthReply {
    fn from(auth: &ChannelAuth) -> Self {
        AuthReply::ok(auth)
    }
}

impl From<&UserAuth> for AuthReply {
    fn from(auth: &UserAuth) -> Self {
        AuthReply::ok(auth)
    }
}

/// The text of the error, which does not quote the request.
impl From<&AuthRequestError> for AuthReply {
    fn from(error: &AuthRequestError) -> Self {
        AuthReply::error(error.status(), &error.to_string())
    }
}

/// The error is in the application, so the body has no details: status 500.
impl From<&AuthError> for AuthReply {
    fn from(_: &AuthError) -> Self {
        AuthReply::error(500, "internal error")
    }
}

macro_rules! from_values {
    ($($value:ty)*) => {$(
        impl From<$value> for AuthReply {
            fn from(value: $value) -> Self {
                AuthReply::from(&value)
            }
        }
    )*};
}

from_values!(ChannelAuth UserAuth AuthRequestError AuthError);
