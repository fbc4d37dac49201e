//! The users of a presence channel, and terminating the connections of a user.

use std::{fmt, marker::PhantomData};

use bytes::Bytes;
use serde::Deserialize;

use super::{error::QueryError, fetch::SendQuery};
use crate::{
    ChannelName, ChannelParam, ParseChannelParam, PresenceChannel, PresenceMember, UserId,
    client::handle::Client,
    param,
    wire::{
        endpoint::{Method, Resource},
        signature::QueryParams,
    },
};

impl Client {
    /// Lists the users of a presence channel, with their ids parsed into the id type of the
    /// channel's member.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # use pusher_typed::{Channel, PresenceMember, testing::{ScriptedResponse, Recorder}};
    /// # #[derive(PresenceMember)]
    /// # struct Member { #[pusher(user_id)] id: u64 }
    /// # #[derive(Channel)]
    /// # #[pusher(channel = "presence-room-<room>", member = Member)]
    /// # struct RoomChannel { room: String }
    /// # let recorder = Recorder::new();
    /// # recorder.respond(ScriptedResponse::ok(r#"{"users":[{"id":"7"},{"id":"8"}]}"#));
    /// # let client = recorder.client();
    /// # let attic = RoomChannel { room: "attic".into() };
    /// let users: Vec<u64> = client.users(&attic).await?;
    /// assert_eq!(users, [7, 8]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn users<C>(&self, channel: &C) -> UsersQuery<<C::Member as PresenceMember>::Id>
    where
        C: PresenceChannel<Member: PresenceMember<Id: for<'n> ParseChannelParam<'n>>>,
    {
        UsersQuery { client: self.clone(), channel: self.named(channel), id: PhantomData }
    }

    /// Closes all connections of a signed-in user
    /// ([terminating user connections](https://pusher.com/docs/channels/server_api/terminating-user-connections/)).
    ///
    /// The user may connect again. To prevent that, refuse to authenticate the user. An unknown
    /// user is not an error.
    ///
    /// ```no_run
    /// # async fn example(client: pusher_typed::Client) -> Result<(), pusher_typed::client::QueryError> {
    /// client.terminate_user_connections(&7_u64).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn terminate_user_connections<I: ChannelParam + ?Sized>(
        &self,
        user_id: &I,
    ) -> TerminateUserConnections {
        TerminateUserConnections {
            client: self.clone(),
            user: UserId::new(user_id).map_err(QueryError::UserId),
        }
    }
}

/// A query for the users of a presence channel; awaiting it sends the request ([GET
/// users](https://pusher.com/docs/channels/library_auth_reference/rest-api/#get-users)).
///
/// Each user is in the list once, in no particular order. If an id cannot be parsed into the
/// member's id type, the whole query fails with [`QueryError::MismatchedUsers`], because a list
/// without this user would be wrong. Either another program authorizes users for the channel, or
/// the type has changed.
///
/// See [`Client::users`].
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Channel, PresenceMember, testing::Recorder};
/// # #[derive(PresenceMember)]
/// # struct Member { #[pusher(user_id)] id: u64 }
/// # #[derive(Channel)]
/// # #[pusher(channel = "presence-room-<room>", member = Member)]
/// # struct RoomChannel { room: String }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// use pusher_typed::client::QueryError;
///
/// # recorder.respond(pusher_typed::testing::ScriptedResponse::ok(r#"{"users":[{"id":"7"},{"id":"guest"}]}"#));
/// match client.users(&RoomChannel { room: "attic".into() }).await {
///     Ok(ids) => println!("{} users", ids.len()),
///     Err(QueryError::MismatchedUsers { ids, .. }) => assert_eq!(ids, ["guest"]),
///     Err(error) => return Err(error.into()),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a query does nothing until it is awaited"]
pub struct UsersQuery<Id> {
    client: Client,
    channel: Result<ChannelName, QueryError>,
    id: PhantomData<fn() -> Id>,
}

#[derive(Deserialize)]
struct UsersResponse {
    users: Vec<UserEntry>,
}

#[derive(Deserialize)]
struct UserEntry {
    id: UserIdText,
}

/// Some servers return an id as a number if the authorization contained a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum UserIdText {
    Text(String),
    Number(serde_json::Number),
}

impl UserIdText {
    fn into_string(self) -> String {
        match self {
            UserIdText::Text(text) => text,
            UserIdText::Number(number) => number.to_string(),
        }
    }
}

/// The ids of all users, or the invalid ones.
fn parse<Id>(users: Vec<UserEntry>) -> Result<Vec<Id>, Vec<String>>
where
    Id: ChannelParam + for<'n> ParseChannelParam<'n>,
{
    let (mut ids, mut mismatched) = (Vec::with_capacity(users.len()), Vec::new());
    for text in users.into_iter().map(|user| user.id.into_string()) {
        match param::parse(&text) {
            Some(id) => ids.push(id),
            None => mismatched.push(text),
        }
    }
    if mismatched.is_empty() { Ok(ids) } else { Err(mismatched) }
}

impl<Id: ChannelParam + for<'n> ParseChannelParam<'n> + 'static> IntoFuture for UsersQuery<Id> {
    type Output = Result<Vec<Id>, QueryError>;
    type IntoFuture = SendQuery<Vec<Id>>;

    fn into_future(self) -> Self::IntoFuture {
        let UsersQuery { client, channel, .. } = self;
        Box::pin(async move {
            let channel = channel?;
            let response: UsersResponse =
                client.fetch(Resource::Members(&channel), QueryParams::default()).await?;
            parse(response.users).map_err(|ids| QueryError::MismatchedUsers { channel, ids })
        })
    }
}

impl<Id> fmt::Debug for UsersQuery<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UsersQuery").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// Terminates the connections of a user; awaiting it sends the request ([POST terminate user
/// connections](https://pusher.com/docs/channels/library_auth_reference/rest-api/#post-terminate-user-connections)).
///
/// See [`Client::terminate_user_connections`].
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # let client = pusher_typed::testing::Recorder::new().client();
/// use pusher_typed::client::QueryError;
///
/// client.terminate_user_connections(&7_u64).await?;
///
/// let error = client.terminate_user_connections("").await.unwrap_err(); // nothing is sent
/// assert!(matches!(error, QueryError::UserId(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "the connections are not terminated until this is awaited"]
pub struct TerminateUserConnections {
    client: Client,
    user: Result<UserId, QueryError>,
}

impl IntoFuture for TerminateUserConnections {
    type Output = Result<(), QueryError>;
    type IntoFuture = SendQuery<()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (user, body) = (self.user?, Bytes::from_static(b"{}"));
            let resource = Resource::UserConnections(&user);
            self.client.request(Method::Post, resource, QueryParams::default(), Some(body)).await?;
            Ok(())
        })
    }
}

impl fmt::Debug for TerminateUserConnections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TerminateUserConnections").field("user", &self.user).finish_non_exhaustive()
    }
}
