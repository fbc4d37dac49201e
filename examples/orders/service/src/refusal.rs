//! Errors of the service.

use std::fmt;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use orders_schema::NameError;
use serde::Serialize;

use crate::{json::json, store::StoreError};

/// Why a request is rejected. The response is `{"error": "quantity", "least": 1, "most": 99, "message": "…"}`:
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
    Database,
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Refusal::NotSignedIn => StatusCode::UNAUTHORIZED,
            Refusal::NotJson { .. } => StatusCode::BAD_REQUEST,
            Refusal::Name { .. } | Refusal::Item { .. } | Refusal::Quantity { .. } => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Refusal::TooManyOrders { .. } | Refusal::Database => StatusCode::SERVICE_UNAVAILABLE,
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

/// The reason is in the log.
impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!("{error}");
        Refusal::Database
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotSignedIn => f.write_str("sign in first"),
            Refusal::NotJson { detail } => write!(f, "invalid request: {detail}"),
            Refusal::Name { reason: "empty" } => f.write_str("a name is required"),
            Refusal::Name { reason: "too_long" } => {
                f.write_str("the name is too long: 24 characters at most")
            }
            Refusal::Name { .. } => f.write_str("the name contains an invisible character"),
            Refusal::Item { longest } => {
                write!(f, "describe the item on one line, in 1 to {longest} characters")
            }
            Refusal::Quantity { least, most } => write!(f, "the quantity must be {least} to {most}"),
            Refusal::Database => f.write_str("the database is not available; try again later"),
            Refusal::TooManyOrders { most } => {
                write!(f, "{most} orders are open: wait until one is delivered")
            }
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
