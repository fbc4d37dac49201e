//! Authorization of channels, and user authentication.

use axum::extract::State;
use pusher_typed::{
    Channel, ChannelSet, Client, PresenceMember, UserId,
    client::{AuthError, AuthReply, ChannelAuthRequest, User, UserAuth, UserAuthRequest},
};

use crate::session::LoggedIn;

/// The private channel of a user.
#[derive(Channel)]
#[pusher(channel = "private-inbox-<owner>")]
pub(crate) struct Inbox {
    owner: UserId,
}

/// A member of the lobby, as the other members see it.
#[derive(PresenceMember)]
pub(crate) struct Visitor {
    #[pusher(user_id)]
    id: UserId,
    initial: String,
}

/// A channel for all users.
#[derive(Channel)]
#[pusher(channel = "presence-lobby", member = Visitor)]
pub(crate) struct Lobby;

/// Every channel that needs an authorization: a new variant does not compile until `authorize` decides about it.
#[derive(ChannelSet)]
pub(crate) enum GuardedChannel {
    Inbox(Inbox),
    Lobby(Lobby),
}

fn visitor(id: UserId) -> Visitor {
    let initial = id.as_str().chars().take(1).collect::<String>().to_uppercase();
    Visitor { id, initial }
}

pub(crate) async fn authorize(
    State(client): State<Client>,
    LoggedIn(user): LoggedIn,
    ChannelAuthRequest { socket_id, channel }: ChannelAuthRequest<GuardedChannel>,
) -> Result<AuthReply, AuthError> {
    let auth = match channel {
        GuardedChannel::Inbox(inbox) if inbox.owner == user => client.authorize(&socket_id, &inbox)?,
        GuardedChannel::Inbox(_) => return Ok(AuthReply::forbidden()),
        GuardedChannel::Lobby(lobby) => client.authorize_member(&socket_id, &lobby, &visitor(user))?,
    };
    Ok(AuthReply::from(&auth))
}

pub(crate) async fn sign_in(
    State(client): State<Client>,
    LoggedIn(user): LoggedIn,
    UserAuthRequest { socket_id }: UserAuthRequest,
) -> Result<UserAuth, AuthError> {
    client.authenticate_user(&socket_id, &User::new(&visitor(user)))
}
