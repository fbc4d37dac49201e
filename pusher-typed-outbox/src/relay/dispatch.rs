//! Sends one request.

use std::time::Duration;

use pusher_typed::{
    Client, SocketId,
    client::{RequestError, TriggerError, stored::PreparedEvent},
    publisher::schedule::Group,
};

use super::backlog::Row;
use crate::{database::Refusal, fail_point};

/// The rows of one request.
pub(super) struct Dispatch {
    pub(super) rows: Group<Row>,
    /// Whether the request probes the service during an outage.
    pub(super) probe: bool,
}

/// A finished request.
pub(super) struct Sent {
    pub(super) dispatch: Dispatch,
    /// The invalid rows, which were not sent, with the reasons.
    pub(super) invalid: Vec<(i64, Refusal)>,
    pub(super) outcome: Outcome,
}

/// The outcome of a request.
pub(super) enum Outcome {
    /// The service's response, or the error of the request.
    Responded(Result<(), RequestError>),
    /// Every row was invalid.
    NothingToSend,
    /// Nothing was sent, because an event could not be encrypted.
    NotEncrypted(TriggerError),
}

/// Why a row could not be prepared.
enum Unprepared {
    Invalid(String),
    NotEncrypted(TriggerError),
}

/// Encrypts and sends the rows.
pub(super) async fn send(client: Client, dispatch: Dispatch, timeout: Duration) -> Sent {
    let prepared: Vec<_> = dispatch.rows.values().map(|row| (row.id, prepare(&client, row))).collect();
    let mut events = Vec::with_capacity(prepared.len());
    let mut invalid = Vec::new();
    for (id, prepared) in prepared {
        match prepared {
            Ok(event) => events.push(event),
            Err(Unprepared::Invalid(reason)) => invalid.push((id, Refusal { status: None, reason })),
            Err(Unprepared::NotEncrypted(error)) => {
                return Sent { dispatch, invalid, outcome: Outcome::NotEncrypted(error) };
            }
        }
    }
    if events.is_empty() {
        return Sent { dispatch, invalid, outcome: Outcome::NothingToSend };
    }
    fail_point::reached("relay: before the request");
    let outcome = client.send_prepared(&events, timeout).await;
    fail_point::reached("relay: after the request");
    Sent { dispatch, invalid, outcome: Outcome::Responded(outcome) }
}

fn prepare(client: &Client, row: &Row) -> Result<PreparedEvent, Unprepared> {
    let socket_id = row.socket_id.as_deref().map(str::parse::<SocketId>).transpose();
    let socket_id = socket_id.map_err(|error| Unprepared::Invalid(error.to_string()))?;
    client.prepare_stored(&row.channel, &row.event, &row.data, socket_id).map_err(|error| match error {
        TriggerError::MissingEncryptionKey(_) | TriggerError::Encrypt { .. } => {
            Unprepared::NotEncrypted(error)
        }
        error => Unprepared::Invalid(error.to_string()),
    })
}
