//! What the service says no to.

use std::fmt;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use orders_schema::NameError;
use serde::Serialize;

use crate::json::json;

/// Why a request is refused. The response is `{"error": "quantity", "least": 1, "most": 99, "message": "…"}`:
/// the kind for programs, the message for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub(crate) enum Refusal {
    NotSignedIn,
    NotJson { detail: String },
    Name { reason: &'static str },
    Item { longest: usize },
    Quantity { least: u32, most: u32 },
    TooManyOrders { most: usize },
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Refusal::NotSignedIn => StatusCode::UNAUTHORIZED,
            Refusal::NotJson { .. } => StatusCode::BAD_REQUEST,
            Refusal::Name { .. } | Refusal::Item { .. } | Refusal::Quantity { .. } => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Refusal::TooManyOrders { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl From<NameError> for Refusal {
    fn from(error: NameError) -> Self {
        let reason = match error {
            NameError::Empty => "empty",
            NameError::TooLong => "too_long",
            NameError::Invisible => "invisible",
        };
        Refusal::Name { reason }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotSignedIn => f.write_str("sign in first"),
            Refusal::NotJson { detail } => write!(f, "the request is not understood: {detail}"),
            Refusal::Name { reason: "empty" } => f.write_str("a name is needed"),
            Refusal::Name { reason: "too_long" } => {
                f.write_str("the name is too long: 24 characters at most")
            }
            Refusal::Name { .. } => f.write_str("the name has a character that cannot be seen"),
            Refusal::Item { longest } => {
                write!(f, "say on one line what it shall be, in 1 to {longest} characters")
            }
            Refusal::Quantity { least, most } => write!(f, "between {least} and {most} of it, please"),
            Refusal::TooManyOrders { most } => write!(f, "{most} orders are open: wait for one to arrive"),
        }
    }
}

impl std::error::Error for Refusal {}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body<'r> {
            #[serde(flatten)]
            refusal: &'r Refusal,
            message: String,
        }
        json(self.status(), &Body { refusal: &self, message: self.to_string() })
    }
}
