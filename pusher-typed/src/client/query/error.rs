//! Errors of queries.

use crate::{
    ChannelName, ChannelNameError, DecodeEventError, ParamError,
    client::{
        error::{MissingEncryptionKey, RequestError, shown},
        limits::Limits,
    },
    wire::endpoint::Resource,
};

/// A query, or the termination of a user's connections, that failed.
///
/// Every variant before [`Request`](QueryError::Request) is returned before
/// anything is sent.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Channel, testing::Recorder};
/// # #[derive(Channel)]
/// # #[pusher(channel = "private-orders-<id>")]
/// # struct OrderChannel { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// use pusher_typed::{client::RequestError, testing::ScriptedResponse};
///
/// recorder.respond(ScriptedResponse::status(401, "unknown key"));
/// let error = client.channel(&OrderChannel { id: 7 }).await.unwrap_err();
/// assert_eq!(error.request().and_then(RequestError::status), Some(401));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    /// The name of a channel or the id of a user is `.` or `..`, which a URL treats as a relative path segment.
    #[error("{name:?} cannot be queried, because a URL treats `.` and `..` as relative path segments")]
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
        /// The reason.
        #[source]
        error: CacheError,
    },
    /// Subscribed users have ids that do not match the channel's member type.
    #[error(
        "{} of the users of `{channel}` have an id that does not match its member type; the first is {:?}",
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
    pub(super) fn invalid_response(source: serde_json::Error) -> Self {
        QueryError::Request(RequestError::InvalidResponse { source })
    }

    pub(super) fn unaddressable(resource: Resource<'_>) -> Self {
        let name = match resource {
            Resource::Channels => "",
            Resource::Channel(name) | Resource::Members(name) => name.as_str(),
            Resource::UserConnections(id) => id.as_str(),
        };
        QueryError::Unaddressable { name: name.to_owned() }
    }

    /// The error of the request, if one was made and failed.
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
    /// The service does not return the name of the cached event, and the channel can have several
    /// events of the set. Query an event type instead of the set.
    #[error("the service does not return the event's name; query one of {} instead of the set", events.join(", "))]
    Unnamed {
        /// The names of those events.
        events: Vec<&'static str>,
    },
    /// The payload was not encrypted with this client's key for the channel.
    #[error("the payload cannot be decrypted with this client's key for the channel")]
    Decrypt,
    /// The event is not in the set, or its payload does not match the type.
    #[error(transparent)]
    Decode(DecodeEventError),
}
