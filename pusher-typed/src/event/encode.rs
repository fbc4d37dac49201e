//! Writes events as name and payload.

use serde::Serialize;

use super::Event;

/// A set of events whose payloads implement serde's `Serialize`.
///
/// The lifetime has no meaning. It delays the check of the bound, so that a set whose events cannot
/// be serialized may be declared.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be serialized",
    label = "not an event that can be serialized",
    note = "add `#[derive(serde::Serialize)]` to the event, or to every event of the set"
)]
pub trait EncodeEvent<'e> {
    /// The event's name, and its payload as JSON.
    #[doc(hidden)]
    fn encode_event(&self) -> Result<(&'static str, String), serde_json::Error>;
}

impl<E: Event + Serialize> EncodeEvent<'_> for E {
    fn encode_event(&self) -> Result<(&'static str, String), serde_json::Error> {
        Ok((E::NAME, serde_json::to_string(self)?))
    }
}
