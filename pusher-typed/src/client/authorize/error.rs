//! Why nobody was let in.

use std::fmt;

use crate::{ChannelName, ChannelNameError, ParamError, wire::member::MemberError};

/// An authorization or authentication that was not signed.
#[derive(Debug)]
#[non_exhaustive]
pub enum AuthError {
    /// There is no such channel name.
    ChannelName(ChannelNameError),
    /// The channel's name is longer than [`Limits::channel_name`](crate::client::Limits::channel_name).
    ChannelNameTooLong {
        /// The name.
        channel: ChannelName,
        /// The greatest length in characters.
        limit: usize,
    },
    /// There is no such user id.
    UserId(ParamError),
    /// The user's info could not be serialized.
    UserInfo(serde_json::Error),
    /// The user's info is larger than [`Limits::user_info`](crate::client::Limits::user_info).
    UserInfoTooLarge {
        /// Its size in bytes of JSON.
        size: usize,
        /// The greatest size.
        limit: usize,
    },
    /// A watched user's id is none.
    WatchlistId {
        /// Its place in the watchlist, from 0.
        index: usize,
        /// What is wrong with it.
        error: ParamError,
    },
    /// More users are watched than [`Limits::watchlist`](crate::client::Limits::watchlist)
    /// allows; the service would forget the rest.
    WatchlistTooLong {
        /// How many there are.
        len: usize,
        /// The greatest number.
        limit: usize,
    },
    /// The channel is encrypted, and the client has no master key.
    MissingEncryptionKey {
        /// The channel's name.
        channel: ChannelName,
    },
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AuthError::ChannelName(_) => f.write_str("the channel's name is invalid"),
            AuthError::ChannelNameTooLong { channel, limit } => {
                write!(
                    f,
                    "the channel name `{channel}` has {} characters, at most {limit} are allowed",
                    channel.len()
                )
            }
            AuthError::UserId(_) => f.write_str("the user's id is invalid"),
            AuthError::UserInfo(_) => f.write_str("the user's info could not be serialized"),
            AuthError::UserInfoTooLarge { size, limit } => {
                write!(f, "the user's info has {size} bytes of JSON, at most {limit} are allowed")
            }
            AuthError::WatchlistId { index, .. } => write!(f, "the id of watched user {index} is invalid"),
            AuthError::WatchlistTooLong { len, limit } => {
                write!(f, "{len} users are watched, at most {limit} are allowed")
            }
            AuthError::MissingEncryptionKey { channel } => {
                write!(
                    f,
                    "the channel `{channel}` is encrypted; give the client an `encryption_master_key_base64`"
                )
            }
        }
    }
}

impl std::error::Error for AuthError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            AuthError::ChannelName(error) => Some(error),
            AuthError::UserId(error) | AuthError::WatchlistId { error, .. } => Some(error),
            AuthError::UserInfo(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ChannelNameError> for AuthError {
    fn from(error: ChannelNameError) -> Self {
        AuthError::ChannelName(error)
    }
}

impl From<MemberError> for AuthError {
    fn from(error: MemberError) -> Self {
        match error {
            MemberError::UserId(error) => AuthError::UserId(error),
            MemberError::UserInfo(error) => AuthError::UserInfo(error),
            MemberError::UserInfoTooLarge { size, limit } => AuthError::UserInfoTooLarge { size, limit },
        }
    }
}
