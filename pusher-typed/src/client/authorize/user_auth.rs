//! Authentication of a user.

use std::fmt;

use serde::Serialize;

use super::error::AuthError;
use crate::{ChannelParam, Client, ParamError, PresenceMember, SocketId, UserId, wire::member::UserData};

/// A user who signs in, and the users whose online status this user receives.
///
/// ```
/// # use pusher_typed::{Client, PresenceMember, client::User};
/// # #[derive(PresenceMember)]
/// # struct Account { #[pusher(user_id)] id: u64, name: String }
/// # let client = Client::builder("app-id", "key", "secret").build()?;
/// let account = Account { id: 7, name: "Ada".into() };
/// let user = User::new(&account).watchlist([8_u64, 9]);
/// let auth = client.authenticate_user(&"1234.1234".parse()?, &user)?;
/// assert!(auth.user_data().ends_with(r#""watchlist":["8","9"]}"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct User<'m, M> {
    member: &'m M,
    watchlist: Result<Vec<UserId>, (usize, ParamError)>,
}

impl<'m, M> User<'m, M> {
    /// The user with the id and the info of `member`.
    pub fn new(member: &'m M) -> Self {
        User { member, watchlist: Ok(Vec::new()) }
    }

    /// Sets the users whose online status this user receives, at most 100 ([watchlist
    /// events](https://pusher.com/docs/channels/using_channels/watchlist-events/)).
    ///
    /// If an id is invalid, [`Client::authenticate_user`] returns an error.
    #[must_use]
    pub fn watchlist<P: ChannelParam>(mut self, ids: impl IntoIterator<Item = P>) -> Self {
        let ids = ids.into_iter().enumerate();
        self.watchlist = ids.map(|(index, id)| UserId::new(&id).map_err(|error| (index, error))).collect();
        self
    }
}

/// The authentication of a user on one connection. Serialized as JSON, it is the response that pusher-js expects.
///
/// ```
/// # use pusher_typed::{Client, PresenceMember, client::User};
/// # #[derive(PresenceMember)]
/// # struct Account { #[pusher(user_id)] id: u64, name: String }
/// # let client = Client::builder("app-id", "key", "secret").build()?;
/// let account = Account { id: 7, name: "Ada".into() };
/// let auth = client.authenticate_user(&"1234.1234".parse()?, &User::new(&account))?;
/// let json = serde_json::to_string(&auth)?; // the body of the response
/// assert!(json.starts_with(r#"{"auth":"key:"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "subscriber", derive(serde::Deserialize))]
pub struct UserAuth {
    auth: String,
    user_data: String,
}

impl UserAuth {
    /// The key of the app and the signature, in the form `KEY:SIGNATURE`.
    pub fn auth(&self) -> &str {
        &self.auth
    }

    /// The user's id, info and watchlist as JSON, exactly the bytes that were signed.
    pub fn user_data(&self) -> &str {
        &self.user_data
    }
}

/// Does not show the signature.
impl fmt::Debug for UserAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserAuth").field("user_data", &self.user_data).finish_non_exhaustive()
    }
}

impl Client {
    /// Authenticates a user on a connection
    /// ([signatures](https://pusher.com/docs/channels/library_auth_reference/auth-signatures/#user-authentication)).
    ///
    /// The application must first identify the user.
    ///
    /// # Errors
    /// Returns an error if the user's id or an id in the watchlist is invalid, the info is too large, or the
    /// watchlist is too long.
    ///
    /// ```
    /// use pusher_typed::{Client, PresenceMember, client::User};
    ///
    /// #[derive(PresenceMember)]
    /// struct Account { #[pusher(user_id)] id: u64, name: String }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::builder("app-id", "key", "secret").build()?;
    /// let account = Account { id: 7, name: "Ada".into() };
    /// let user = User::new(&account).watchlist(["8", "9"]);
    /// let auth = client.authenticate_user(&"1.1".parse()?, &user)?;
    /// assert_eq!(auth.user_data(), r#"{"id":"7","user_info":{"name":"Ada"},"watchlist":["8","9"]}"#);
    /// # Ok(())
    /// # }
    /// ```
    pub fn authenticate_user<M: PresenceMember>(
        &self,
        socket_id: &SocketId,
        user: &User<'_, M>,
    ) -> Result<UserAuth, AuthError> {
        let data = self.user_data(user)?;
        Ok(self.authenticate_data(socket_id, data))
    }

    pub(crate) fn user_data<M: PresenceMember>(&self, user: &User<'_, M>) -> Result<UserData, AuthError> {
        let watchlist = match &user.watchlist {
            Ok(ids) => ids,
            Err((index, error)) => {
                return Err(AuthError::WatchlistId { index: *index, error: error.clone() });
            }
        };
        let limits = &self.config().limits;
        if watchlist.len() > limits.watchlist {
            return Err(AuthError::WatchlistTooLong { len: watchlist.len(), limit: limits.watchlist });
        }
        Ok(UserData::new(user.member, watchlist, limits.user_info)?)
    }

    pub(crate) fn authenticate_data(&self, socket_id: &SocketId, data: UserData) -> UserAuth {
        let auth = self.config().signer.user_auth(socket_id, &data);
        UserAuth { auth, user_data: data.into_string() }
    }
}
