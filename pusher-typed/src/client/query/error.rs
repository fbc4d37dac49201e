//! Why a question has no answer.

use std::{error::Error, fmt};

use crate::{
    ChannelName, ChannelNameError, DecodeEventError, ParamError,
    client::{
        error::{RequestError, shown},
        limits::Limits,
    },
    wire::endpoint::Resource,
};

/// A question to the service that has no answer, or a user whose connections
/// were not closed.
///
/// Everything before [`Request`](QueryError::Request) is found before anything
/// is sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum QueryError {
    /// There is no such channel name, or no name begins with this prefix.
    ChannelName(ChannelNameError),
    /// A channel's name, or a prefix, is longer than
    /// [`Limits::channel_name`](crate::client::Limits::channel_name).
    ChannelNameTooLong {
        /// The beginning of the name.
        channel: String,
        /// Its length in characters.
        len: usize,
        /// The greatest length.
        limit: usize,
    },
    /// There is no such user id.
    UserId(ParamError),
    /// A channel or a user is called `.` or `..`, which is a step in a path and
    /// cannot be asked for by a URL.
    Unaddressable {
        /// The name or id.
        name: String,
    },
    /// The channel is encrypted, and the client has no master key to read its cache.
    MissingEncryptionKey {
        /// The channel's name.
        channel: ChannelName,
    },
    /// The request failed, or its answer could not be understood.
    Request(RequestError),
    /// The event that the service keeps for the channel could not be read.
    Cache {
        /// The channel's name.
        channel: ChannelName,
        /// The payload as the service keeps it; encrypted on an encrypted channel.
        text: String,
        /// Why not.
        error: CacheError,
    },
    /// Users are subscribed whose ids are none of the channel's member type.
    StrangeUsers {
        /// The channel's name.
        channel: ChannelName,
        /// All these ids, as they came.
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

/// The name, if there is one that is not too long.
pub(super) fn checked(
    name: Result<ChannelName, ChannelNameError>,
    limits: &Limits,
) -> Result<ChannelName, QueryError> {
    let (name, limit) = (name.map_err(QueryError::ChannelName)?, limits.channel_name);
    if name.len() > limit {
        return Err(QueryError::ChannelNameTooLong { channel: shown(&name), len: name.len(), limit });
    }
    Ok(name)
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QueryError::ChannelName(_) => f.write_str("there is no such channel name"),
            QueryError::ChannelNameTooLong { channel, len, limit } => {
                write!(f, "the channel name {channel:?} has {len} characters, at most {limit} are allowed")
            }
            QueryError::UserId(_) => f.write_str("there is no such user id"),
            QueryError::Unaddressable { name } => {
                write!(f, "{name:?} is a step in a path, so no URL leads to a channel or user of this name")
            }
            QueryError::MissingEncryptionKey { channel } => write!(
                f,
                "the channel {:?} is encrypted, and the client has no key: set `encryption_master_key_base64`",
                channel.as_str()
            ),
            QueryError::Request(error) => error.fmt(f),
            QueryError::Cache { channel, .. } => {
                write!(f, "the cached event of the channel {:?} could not be read", channel.as_str())
            }
            QueryError::StrangeUsers { channel, ids } => {
                let first = ids.first().map(|id| shown(id)).unwrap_or_default();
                let (len, channel) = (ids.len(), channel.as_str());
                write!(
                    f,
                    "{len} of the users of {channel:?} have no id of its member type; the first is {first:?}"
                )
            }
        }
    }
}

impl Error for QueryError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            QueryError::ChannelName(error) => Some(error),
            QueryError::UserId(error) => Some(error),
            // Its text is this error's own.
            QueryError::Request(error) => error.source(),
            QueryError::Cache { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// Why a cached event could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum CacheError {
    /// The service does not say which event it keeps, and the channel can have
    /// several of the set; ask for an event type instead of the set.
    Unnamed {
        /// The names of those events.
        events: Vec<&'static str>,
    },
    /// The payload is not encrypted, or not with the key that this client has
    /// for the channel.
    Decrypt,
    /// It is no event of the set, or its payload does not fit.
    Decode(DecodeEventError),
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CacheError::Unnamed { events } => {
                write!(f, "the service does not say which event it is; ask for one of {}", events.join(", "))
            }
            CacheError::Decrypt => {
                f.write_str("it is not encrypted with the key that this client has for the channel")
            }
            CacheError::Decode(error) => error.fmt(f),
        }
    }
}

impl Error for CacheError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            // Its text is this error's own.
            CacheError::Decode(error) => error.source(),
            _ => None,
        }
    }
}
