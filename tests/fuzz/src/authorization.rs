//! One secret signs everything, so no input may make a signature for one
//! purpose that is also one for another.
//!
//! The input is cut at line feeds into a body of a request, two socket ids, two
//! rooms, two user ids and two infos: each purpose signs with the first of
//! them, and every other purpose with the second.

use std::sync::LazyLock;

use pusher_typed::{
    Channel, ChannelName, ChannelSet, Client, PresenceMember, SocketId,
    client::{ChannelAuthBatch, ChannelAuthRequest, User, UserAuthRequest},
};

#[derive(Channel)]
#[pusher(channel = "private-room-<room>")]
struct Private {
    room: String,
}

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: String,
    info: String,
}

#[derive(Channel)]
#[pusher(channel = "presence-room-<room>", member = Member)]
struct Presence {
    room: String,
}

#[derive(ChannelSet)]
enum AppChannel {
    Private(Private),
    Presence(Presence),
}

/// A text that was signed, and its purpose.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Purpose {
    Private,
    Presence,
    User,
}

struct Signed {
    purpose: Purpose,
    signature: String,
}

/// Splits a signature, and checks that it is the signature of exactly `text`.
fn signed(purpose: Purpose, auth: &str, text: &str) -> Signed {
    let (key, signature) = auth.split_once(':').expect("KEY:SIGNATURE");
    assert_eq!(key, "key");
    let expected = super::signature(text.as_bytes());
    assert_eq!(signature, expected, "{purpose:?} signed something else than {text:?}");
    assert_eq!(purpose_of(text), Some(purpose), "{text:?} reads as another purpose");
    Signed { purpose, signature: expected }
}

/// The purpose that the service would read in a signed text.
fn purpose_of(text: &str) -> Option<Purpose> {
    let (socket, rest) = text.split_once(':')?;
    let (first, second) = socket.split_once('.')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(first) || !digits(second) {
        return None;
    }
    if rest.starts_with(":user::{") {
        return Some(Purpose::User);
    }
    let (name, data) = rest.split_once(':').map_or((rest, None), |(name, data)| (name, Some(data)));
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-=@,.;".contains(&byte));
    match data {
        None if plain && name.starts_with("private-") => Some(Purpose::Private),
        Some(data) if plain && name.starts_with("presence-") && data.starts_with('{') => {
            Some(Purpose::Presence)
        }
        _ => None,
    }
}

/// Everything that can be signed with these texts.
fn sign_all(client: &Client, socket: &str, room: &str, id: &str, info: &str) -> Vec<Signed> {
    let Ok(socket_id) = socket.parse::<SocketId>() else { return Vec::new() };
    assert_eq!(socket_id.as_str(), socket);
    let member = Member { id: id.to_owned(), info: info.to_owned() };
    let mut all = Vec::new();
    if let Ok(auth) = client.authorize(&socket_id, &Private { room: room.to_owned() }) {
        all.push(signed(Purpose::Private, auth.auth(), &format!("{socket}:private-room-{room}")));
    }
    if let Ok(auth) = client.authorize_member(&socket_id, &Presence { room: room.to_owned() }, &member) {
        let data = auth.channel_data().expect("presence has data");
        let json: serde_json::Value = serde_json::from_str(data).expect("JSON");
        assert_eq!((&json["user_id"], &json["user_info"]["info"]), (&id.into(), &info.into()));
        all.push(signed(Purpose::Presence, auth.auth(), &format!("{socket}:presence-room-{room}:{data}")));
    }
    if let Ok(auth) = client.authenticate_user(&socket_id, &User::new(&member).watchlist([id, room])) {
        all.push(signed(Purpose::User, auth.auth(), &format!("{socket}::user::{}", auth.user_data())));
    }
    all
}

/// Created once, because this is slower than a run.
static CLIENT: LazyLock<Client> =
    LazyLock::new(|| Client::builder("1", "key", "secret").tls(false).build().expect("a client"));

/// Runs the target.
pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut parts = text.splitn(9, '\n');
    let mut next = || parts.next().unwrap_or_default();
    let (body, first_socket, first_room, first_id, first_info) = (next(), next(), next(), next(), next());
    let (second_socket, second_room, second_id, second_info) = (next(), next(), next(), next());

    let first = sign_all(&CLIENT, first_socket, first_room, first_id, first_info);
    let second = sign_all(&CLIENT, second_socket, second_room, second_id, second_info);
    for (one, other) in first.iter().flat_map(|one| second.iter().map(move |other| (one, other))) {
        assert!(one.purpose == other.purpose || one.signature != other.signature);
    }

    // Bodies of any kind are read or refused; a channel that is read has the name in the body.
    for content_type in ["application/x-www-form-urlencoded", "application/json"] {
        if let Ok(request) = ChannelAuthRequest::<AppChannel>::parse(content_type, body.as_bytes()) {
            let name = request.channel.name().expect("a parsed channel has a name");
            assert!(ChannelName::new(name.as_str()).is_ok());
        }
        let _ = ChannelAuthBatch::<ChannelName>::parse(content_type, body.as_bytes());
        let _ = UserAuthRequest::parse(content_type, body.as_bytes());
    }
}
