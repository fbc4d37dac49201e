//! Reading a page of the history.

use std::collections::BTreeMap;

use pusher_typed::history::{ChannelHistory, Epoch, HistoryEvent, HistoryPage, Position};
use serde_json::value::RawValue;
use sqlx::Pool;

use super::request::{After, AuthorizedHistory, Requested};
use crate::database::{Database, HistoryQuery, HistoryRow, PageLimits};

/// Why a history could not be read. The error says nothing about single channels; a subscriber tries again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// The database is a standby. Histories and positions are read from the primary, because a standby may not have the
    /// latest events.
    #[error("the database is a standby: histories and positions are read from the primary only")]
    Standby,
    /// The role that created the tables has no permission to execute the PostgreSQL function `pg_control_system`. By
    /// default, every role has it. The error of the database contains the statement that grants it.
    #[error("the outbox has no permission to identify the database server")]
    Permission(#[source] sqlx::Error),
    /// A statement failed.
    #[error("the history could not be read")]
    Database(#[source] sqlx::Error),
    /// The tables contain an epoch or an offset that this crate does not write.
    #[error("the tables of the outbox contain an invalid position")]
    InvalidPosition,
}

impl HistoryError {
    /// The status of the response, 503: the subscriber tries again.
    pub fn status(&self) -> u16 {
        503
    }
}

impl From<sqlx::Error> for HistoryError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        match code.as_deref() {
            // raised by the function `pusher_current_epoch`
            Some("PUS01") => HistoryError::Standby,
            Some("PUS02") => HistoryError::Permission(error),
            _ => HistoryError::Database(error),
        }
    }
}

/// One statement reads a page, for any number of channels.
const LIMITS: PageLimits = PageLimits { events: 1000, bytes: 1024 * 1024, behind: 10_000 };

pub(crate) async fn read<DB: Database>(
    pool: &Pool<DB>,
    request: AuthorizedHistory,
) -> Result<HistoryPage, HistoryError> {
    let AuthorizedHistory { allowed, refused } = request;
    let mut channels: BTreeMap<_, _> =
        refused.into_iter().map(|name| (name, ChannelHistory::Refused)).collect();
    if !allowed.is_empty() {
        let rows = DB::history(&mut *pool.acquire().await?, query(&allowed)).await?;
        channels.extend(answers(allowed, rows)?);
    }
    Ok(HistoryPage { channels })
}

fn query(requested: &[Requested]) -> HistoryQuery {
    let after = |requested: &Requested| match &requested.after {
        After::Last => (None, None),
        // at most 2^53
        After::Position(position) => {
            (Some(position.epoch().to_string()), Some(position.offset().cast_signed()))
        }
        // no epoch is empty
        After::Unknown => (Some(String::new()), Some(0)),
    };
    let channels = requested.iter().map(|requested| requested.name.clone()).collect();
    let (epochs, offsets) = requested.iter().map(after).unzip();
    HistoryQuery { channels, epochs, offsets, limits: LIMITS }
}

/// The histories of the channels, in the order of the request.
fn answers(
    requested: Vec<Requested>,
    rows: Vec<HistoryRow>,
) -> Result<Vec<(String, ChannelHistory)>, HistoryError> {
    let mut events: BTreeMap<i64, Vec<HistoryEvent>> = BTreeMap::new();
    let mut channels = BTreeMap::new();
    for (at, epoch, offset, is_reset, event, data) in rows {
        let offset = u64::try_from(offset).map_err(|_| HistoryError::InvalidPosition)?;
        match (epoch, event, data) {
            (_, Some(event), Some(data)) => {
                events.entry(at).or_default().push(HistoryEvent { offset, event, data: json(data) });
            }
            (Some(epoch), _, _) => {
                channels.insert(at, (position(&epoch, offset)?, is_reset.unwrap_or(true)));
            }
            _ => return Err(HistoryError::InvalidPosition),
        }
    }
    let answer = |(at, requested): (i64, Requested)| {
        let (last, is_reset) = channels.remove(&at)?;
        let history = if is_reset {
            ChannelHistory::Reset { last }
        } else {
            let events = consecutive(&requested.after, events.remove(&at).unwrap_or_default());
            ChannelHistory::Events { last, events }
        };
        Some((requested.name, history))
    };
    Ok((0..).zip(requested).filter_map(answer).collect())
}

/// The events up to the first gap. A gap exists only if rows were deleted by hand; the next response is a reset.
fn consecutive(after: &After, events: Vec<HistoryEvent>) -> Vec<HistoryEvent> {
    let After::Position(position) = after else { return Vec::new() };
    let expected = position.offset() + 1..;
    events
        .into_iter()
        .zip(expected)
        .take_while(|(event, at)| event.offset == *at)
        .map(|(event, _)| event)
        .collect()
}

pub(super) fn position(epoch: &str, offset: u64) -> Result<Position, HistoryError> {
    let epoch = Epoch::new(epoch).map_err(|_| HistoryError::InvalidPosition)?;
    Position::new(epoch, offset).map_err(|_| HistoryError::InvalidPosition)
}

/// A payload. One that another program has inserted may be invalid JSON: it becomes `null`, which does not match the
/// event's type, so that the subscriber reports it and continues.
fn json(data: String) -> Box<RawValue> {
    RawValue::from_string(data).unwrap_or_else(|_| RawValue::NULL.to_owned())
}
