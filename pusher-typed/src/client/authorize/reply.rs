//! What the application answers, for whatever framework.

use serde::Serialize;

use super::{channel_auth::ChannelAuth, error::AuthError, request::AuthRequestError, user_auth::UserAuth};

/// A status and a body of JSON, as pusher-js understands them.
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
    body: Body,
}

/// A body whose `Debug` shows no signature.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Body(pub(super) String);

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl AuthReply {
    /// The content type of every reply.
    pub const CONTENT_TYPE: &'static str = "application/json";

    /// The user may not: status 403.
    pub fn forbidden() -> Self {
        AuthReply::error(403, "forbidden")
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The body, JSON.
    pub fn body(&self) -> &str {
        &self.body.0
    }

    /// The body, JSON.
    pub fn into_body(self) -> String {
        self.body.0
    }

    pub(super) fn ok(value: &impl Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(body) => AuthReply { status: 200, body: Body(body) },
            // Maps and structs of strings: serde_json has no reason to fail.
            Err(_) => AuthReply::error(500, "internal error"),
        }
    }

    /// `text` is one of our own, without anything to escape.
    fn error(status: u16, text: &str) -> Self {
        AuthReply { status, body: Body(format!("{{\"error\":\"{text}\"}}")) }
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

/// What was wrong with the request, in words that quote nothing of it.
impl From<&AuthRequestError> for AuthReply {
    fn from(error: &AuthRequestError) -> Self {
        AuthReply::error(error.status(), &error.to_string())
    }
}

/// The fault is the application's, so the browser is only told that there is one: 500.
impl From<&AuthError> for AuthReply {
    fn from(_: &AuthError) -> Self {
        AuthReply::error(500, "internal error")
    }
}
