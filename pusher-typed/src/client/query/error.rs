//! Errors of queries.

use crate::{
    ChannelName, ChannelNameError, DecodeEventError, ParamError,
    client::{
        error::{MissingEncryptionKey, RequestError, shown},
        limits::Limits,
    },
    wire::endpoint::Resource,
};

/// A query that failed, or a user whose connections were not closed.
///
/// Every variant before [`Request`](QueryError::Request) is returned before
/// anything is sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// A channel's name or a prefix is invalid, or longer than
    /// [`Limits::channel_name`](crate::client::Limits::channel_name).
    #[error(transparent)]
    ChannelName(#[from] ChannelNameError),
    /// The user id is invalid.
    #[error("invalid user id: {0}")]
    UserId(ParamError),
    /// A channel or a user is called `.` or `..`, which a URL cannot contain as a name.
    #[error("{name:?} is a step in a path, so no URL leads to a channel or user of this name")]
    Unaddressable {
        /// The name or id.
        name: String,
    },
    /// The channel is encrypted, and the client has no master key to read its cache.
    #[error(transparent)]
    MissingEncryptionKey(#[from] MissingEncryptionKey),
    /// The request failed, or its response could not be understood.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The event that the service keeps for the channel could not be read.
    #[error("the cached event of the channel `{channel}` could not be read")]
    Cache {
        /// The channel's name.
        channel: ChannelName,
        /// The payload as the service keeps it; encrypted on an encrypted channel.
        text: String,
        /// Why not.
        #[source]
        error: CacheError,
    },
    /// Users are subscribed whose ids do not fit the channel's member type.
    #[error(
        "{} of the users of `{channel}` have an id that does not fit its member type; the first is {:?}",
        ids.len(), ids.first().map(|id| shown(id)).unwrap_or_default()
    )]
    MismatchedUsers {
        /// The channel's name.
        channel: ChannelName,
        /// All these ids, as they were received.
        ids: Vec<String>,
    },
}

impl QueryError {
    pub(super) fn answer(source: serde_json::Error) -> Self {
        QueryError::Request(RequestError::Answer { source })
    }

    pub(super) fn unaddressable(resource: Resource<'_>) -> Self {
        let name = match resource {
            Resource::Channels => "",
            Resource::Channel(name) | Resource::Members(name) => name.as_str(),
            Resource::UserConnections(id) => id.as_str(),
        };
        QueryError::Unaddressable { name: name.to_owned() }
    }

    /// The request that failed, if one was made and failed.
    pub fn request(&self) -> Option<&RequestError> {
        match self {
            QueryError::Request(error) => Some(error),
            _ => None,
        }
    }
}

/// The name, if it is valid and not too long.
pub(super) fn checked(
    name: Result<ChannelName, ChannelNameError>,
    limits: &Limits,
) -> Result<ChannelName, QueryError> {
    let name = name?;
    name.check_len(limits.channel_name)?;
    Ok(name)
}

/// A cached event that could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// The service does not say which event it keeps, and the channel can have
    /// several of the set; query an event type instead of the set.
    #[error("the service does not say which event it is; query one of {}", events.join(", "))]
    Unnamed {
        /// The names of those events.
        events: Vec<&'static str>,
    },
    /// The payload is not encrypted, or not with the key that this client has
    /// for the channel.
    #[error("it is not encrypted with the key that this client has for the channel")]
    Decrypt,
    /// It is not an event of the set, or its payload does not fit.
    #[error(transparent)]
    Decode(DecodeEventError),
}
