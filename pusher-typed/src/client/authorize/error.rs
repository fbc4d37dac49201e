//! Errors of authorization and authentication.

use crate::{ChannelNameError, ParamError, client::error::MissingEncryptionKey, wire::member::MemberError};

/// An authorization or authentication that failed.
///
/// ```
/// # use pusher_typed::{Client, PresenceMember, client::User};
/// # #[derive(PresenceMember)]
/// # struct Account { #[pusher(user_id)] id: u64, name: String }
/// # let client = Client::builder("app-id", "key", "secret").build()?;
/// let account = Account { id: 7, name: "A".repeat(2000) };
/// use pusher_typed::client::AuthError;
///
/// match client.authenticate_user(&"1234.1234".parse()?, &User::new(&account)) {
///     Err(AuthError::UserInfoTooLarge { size, limit }) => assert!(size > 2000 && limit == 1024),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// The channel's name is invalid, or longer than
    /// [`Limits::channel_name`](crate::client::Limits::channel_name).
    #[error(transparent)]
    ChannelName(#[from] ChannelNameError),
    /// The user id is invalid.
    #[error("invalid user id: {0}")]
    UserId(ParamError),
    /// The user's info could not be serialized.
    #[error("the user's info could not be serialized")]
    UserInfo(#[source] serde_json::Error),
    /// The user's info is larger than [`Limits::user_info`](crate::client::Limits::user_info).
    #[error("the user's info has {size} bytes of JSON; the maximum is {limit} (`Limits::user_info`)")]
    UserInfoTooLarge {
        /// Its size in bytes of JSON.
        size: usize,
        /// The maximum size.
        limit: usize,
    },
    /// A user id in the watchlist is invalid.
    #[error("invalid user id at index {index} of the watchlist: {error}")]
    WatchlistId {
        /// Its index in the watchlist, from 0.
        index: usize,
        /// What is wrong with it.
        error: ParamError,
    },
    /// The watchlist has more users than [`Limits::watchlist`](crate::client::Limits::watchlist)
    /// allows; the service would ignore the rest.
    #[error("the watchlist has {len} users; the maximum is {limit} (`Limits::watchlist`)")]
    WatchlistTooLong {
        /// The number of users.
        len: usize,
        /// The maximum number.
        limit: usize,
    },
    /// The channel is encrypted, and the client has no master key.
    #[error(transparent)]
    MissingEncryptionKey(#[from] MissingEncryptionKey),
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
