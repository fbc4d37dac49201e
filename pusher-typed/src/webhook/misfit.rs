//! Events of a known kind and channel whose content is not what was declared.

use std::{error::Error, fmt};

use super::RawWebhookEvent;
use crate::DecodeEventError;

/// An event that a variant was declared for, but whose content does not fit it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Misfit {
    /// The event as it was sent.
    pub raw: RawWebhookEvent,
    /// What does not fit.
    pub error: MisfitError,
}

/// What does not fit in an event.
#[derive(Debug)]
#[non_exhaustive]
pub enum MisfitError {
    /// The event lacks something.
    Missing {
        /// The JSON's key.
        field: &'static str,
    },
    /// A value is not of the declared type.
    Value {
        /// The JSON's key.
        field: &'static str,
    },
    /// The payload of a client event is not that of the declared event.
    Payload(DecodeEventError),
    /// The payload of a client event does not fit the type of the field `data`.
    Data(serde_json::Error),
    /// The payload is encrypted, but the client has no encryption master key.
    NoEncryptionKey,
    /// The channel is encrypted, but the payload is not.
    NotEncrypted,
    /// The payload was encrypted with another key, or changed afterwards.
    Undecryptable,
    /// The event is an object with a value that is no proper text, such as half of a surrogate pair.
    Malformed(serde_json::Error),
}

impl fmt::Display for MisfitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MisfitError::Missing { field } => write!(f, "the event has no `{field}`"),
            MisfitError::Value { field } => write!(f, "the event's `{field}` is not of the declared type"),
            MisfitError::Payload(_) | MisfitError::Data(_) => {
                f.write_str("the client event's data is not what was declared")
            }
            MisfitError::NoEncryptionKey => {
                f.write_str("the client event is encrypted, and the client has no encryption master key")
            }
            MisfitError::NotEncrypted => f.write_str("the channel is encrypted, but the client event is not"),
            MisfitError::Undecryptable => {
                f.write_str("the client event cannot be decrypted with the channel's key")
            }
            MisfitError::Malformed(_) => f.write_str("the event's JSON has text that is none"),
        }
    }
}

impl Error for MisfitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            MisfitError::Payload(error) => Some(error),
            MisfitError::Data(error) | MisfitError::Malformed(error) => Some(error),
            _ => None,
        }
    }
}
