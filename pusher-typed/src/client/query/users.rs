//! Who is there, and who has to go.

use std::{fmt, marker::PhantomData};

use bytes::Bytes;
use serde::Deserialize;

use super::{Client, QueryError, SendQuery};
use crate::{
    ChannelName, ChannelParam, ParseChannelParam, UserId,
    channel::param,
    transport::Method,
    wire::{endpoint::Resource, signature::QueryParams},
};

/// A question for the users of a presence channel; awaiting it asks
/// ([GET users](https://pusher.com/docs/channels/library_auth_reference/rest-api/#get-users)).
///
/// Each user stands in the list once, in no particular order. An id that is
/// none of the member type's fails the whole question with
/// [`QueryError::StrangeUsers`], for a list without it would be wrong: either
/// another program lets users into the channel, or the type has changed.
///
/// See [`Client::users`].
#[must_use = "a query does nothing until it is awaited"]
pub struct UsersQuery<Id> {
    client: Client,
    channel: Result<ChannelName, QueryError>,
    id: PhantomData<fn() -> Id>,
}

impl<Id> UsersQuery<Id> {
    pub(super) fn new(client: Client, channel: Result<ChannelName, QueryError>) -> Self {
        UsersQuery { client, channel, id: PhantomData }
    }
}

#[derive(Deserialize)]
struct UsersAnswer {
    users: Vec<User>,
}

#[derive(Deserialize)]
struct User {
    id: UserText,
}

/// Some servers keep an id that the authorization wrote as a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum UserText {
    Text(String),
    Number(serde_json::Number),
}

impl UserText {
    fn into_string(self) -> String {
        match self {
            UserText::Text(text) => text,
            UserText::Number(number) => number.to_string(),
        }
    }
}

/// The ids of all users, or those that are none.
fn parse<Id>(users: Vec<User>) -> Result<Vec<Id>, Vec<String>>
where
    Id: ChannelParam + for<'n> ParseChannelParam<'n>,
{
    let (mut ids, mut strange) = (Vec::with_capacity(users.len()), Vec::new());
    for text in users.into_iter().map(|user| user.id.into_string()) {
        match param::parse(&text) {
            Some(id) => ids.push(id),
            None => strange.push(text),
        }
    }
    if strange.is_empty() { Ok(ids) } else { Err(strange) }
}

impl<Id: ChannelParam + for<'n> ParseChannelParam<'n> + 'static> IntoFuture for UsersQuery<Id> {
    type Output = Result<Vec<Id>, QueryError>;
    type IntoFuture = SendQuery<Vec<Id>>;

    fn into_future(self) -> Self::IntoFuture {
        let UsersQuery { client, channel, .. } = self;
        Box::pin(async move {
            let channel = channel?;
            let answer: UsersAnswer = client.ask(Resource::Members(&channel), QueryParams::default()).await?;
            parse(answer.users).map_err(|ids| QueryError::StrangeUsers { channel, ids })
        })
    }
}

impl<Id> fmt::Debug for UsersQuery<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UsersQuery").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// The end of a user's connections; awaiting it closes them
/// ([POST terminate user connections](https://pusher.com/docs/channels/library_auth_reference/rest-api/#post-terminate-user-connections)).
///
/// See [`Client::terminate_user_connections`].
#[must_use = "nothing happens until this is awaited"]
pub struct TerminateUserConnections {
    client: Client,
    user: Result<UserId, QueryError>,
}

impl TerminateUserConnections {
    pub(super) fn new(client: Client, user: Result<UserId, QueryError>) -> Self {
        TerminateUserConnections { client, user }
    }
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
