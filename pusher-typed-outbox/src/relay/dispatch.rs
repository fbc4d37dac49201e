//! Sends one request.

use std::time::Duration;

use pusher_typed::{
    Client, SocketId,
    client::{RequestError, TriggerError, stored::PreparedEvent},
    history::{POSITION_EVENT, Position, attach_position},
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

impl From<TriggerError> for Unprepared {
    fn from(error: TriggerError) -> Self {
        match error {
            TriggerError::MissingEncryptionKey(_) | TriggerError::Encrypt { .. } => {
                Unprepared::NotEncrypted(error)
            }
            error => Unprepared::Invalid(error.to_string()),
        }
    }
}

/// Encrypts and sends the rows.
pub(super) async fn send(client: Client, mut dispatch: Dispatch, timeout: Duration) -> Sent {
    let prepared: Vec<_> = dispatch.rows.values_mut().map(|row| (row.id, prepare(&client, row))).collect();
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

fn prepare(client: &Client, row: &mut Row) -> Result<PreparedEvent, Unprepared> {
    match row.position.clone() {
        None => prepare_plain(client, row),
        Some(position) => prepare_recoverable(client, row, &position),
    }
}

fn prepare_plain(client: &Client, row: &Row) -> Result<PreparedEvent, Unprepared> {
    let socket_id = row.socket_id.as_deref().map(str::parse::<SocketId>).transpose();
    let socket_id = socket_id.map_err(|error| Unprepared::Invalid(error.to_string()))?;
    Ok(client.prepare_stored(&row.channel, &row.event, row.data.as_deref().unwrap_or_default(), socket_id)?)
}

/// The event with its position, or the position alone if the event cannot be sent.
fn prepare_recoverable(client: &Client, row: &mut Row, position: &str) -> Result<PreparedEvent, Unprepared> {
    let position = position.parse::<Position>().map_err(|_| {
        Unprepared::Invalid("the row of a recoverable channel has no offset: a trigger assigns it".to_owned())
    })?;
    if row.position_only.is_none() {
        match prepare_whole(client, row, &position) {
            Err(Unprepared::Invalid(reason)) => row.position_only = Some(Refusal { status: None, reason }),
            outcome => return outcome,
        }
    }
    let data = with_position("{}", &position)?;
    Ok(client.prepare_stored(&row.channel, POSITION_EVENT, &data, None)?)
}

fn prepare_whole(client: &Client, row: &Row, position: &Position) -> Result<PreparedEvent, Unprepared> {
    let Some(data) = &row.data else {
        let limit = client.payload_limit();
        return Err(Unprepared::Invalid(format!("the payload has more than {limit} bytes")));
    };
    Ok(client.prepare_stored(&row.channel, &row.event, &with_position(data, position)?, None)?)
}

fn with_position(data: &str, position: &Position) -> Result<String, Unprepared> {
    attach_position(data, position).map_err(|error| Unprepared::Invalid(error.to_string()))
}
