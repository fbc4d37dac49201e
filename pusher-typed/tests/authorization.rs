//! Authorization of channels and authentication of users: what is signed, and what is refused.
#![cfg(all(feature = "client", feature = "derive"))]

use std::{error::Error as _, fmt::Debug};

use pusher_typed::{
    Channel, ChannelName, ChannelSet, Client, PresenceMember, SocketId, UserId,
    client::{
        AuthError, AuthReply, AuthRequestError, BatchAuthReply, ChannelAuthBatch, ChannelAuthRequest, Limits,
        User, UserAuthRequest,
    },
};

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-foobar")]
struct Private;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-encrypted-channel")]
struct Encrypted;

#[derive(Debug, Clone, PartialEq, PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-foobar", member = Member)]
struct Presence;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-room-<room>")]
struct Room {
    room: String,
}

#[derive(Debug, Clone, PartialEq, ChannelSet)]
enum AppChannel {
    Private(Private),
    Presence(Presence),
    Room(Room),
}

#[derive(PresenceMember)]
struct Anyone {
    #[pusher(user_id)]
    id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    info: String,
}

fn client() -> Client {
    Client::builder("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").build().expect("a client")
}

fn socket() -> SocketId {
    "1234.1234".parse().expect("a socket id")
}

fn anyone(id: &str) -> Anyone {
    Anyone { id: id.to_owned(), info: String::new() }
}

/// The specification's standard tests for the authorization of channels.
mod standard {
    use super::*;

    #[test]
    fn private_channel() {
        let auth = client().authorize(&socket(), &Private).unwrap();
        let signature = "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4";
        let json = serde_json::to_string(&auth).unwrap();
        assert_eq!(json, format!(r#"{{"auth":"278d425bdf160c739803:{signature}"}}"#));
    }

    #[test]
    fn presence_channel() {
        let member = Member { id: 10, name: "Mr. Pusher".into() };
        let auth = client().authorize_member(&socket(), &Presence, &member).unwrap();
        assert_eq!(auth.channel_data(), Some(r#"{"user_id":"10","user_info":{"name":"Mr. Pusher"}}"#));
        let signature = "48dac51d2d7569e1e9c0f48c227d4b26f238fa68e5c0bb04222c966909c4f7c4";
        assert_eq!(auth.auth(), format!("278d425bdf160c739803:{signature}"));
        let json = serde_json::to_value(&auth).unwrap();
        assert_eq!(json["channel_data"], auth.channel_data().unwrap());
        assert!(json.get("shared_secret").is_none());
    }

    #[test]
    fn encrypted_channel() {
        let client = Client::builder("1", "foo", "bar")
            .encryption_master_key_base64("OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=")
            .build()
            .unwrap();
        let auth = client.authorize(&"345.23".parse().unwrap(), &Encrypted).unwrap();
        let signature = "fff0503dfe4929f5162efe4d1dacbce524b0d8e7e1331117a8651c0e74d369e3";
        assert_eq!(auth.auth(), format!("foo:{signature}"));
        assert_eq!(auth.shared_secret(), Some("VmIsNZtCSteh8kazd2toc+ofhohBtUouQRSDtRvuyVI="));
    }

    #[test]
    fn user_authentication() {
        let auth = client().authenticate_user(&socket(), &User::new(&anyone("12345"))).unwrap();
        assert_eq!(auth.user_data(), r#"{"id":"12345"}"#);
        let signature = "4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba";
        assert_eq!(auth.auth(), format!("278d425bdf160c739803:{signature}"));
        let json = serde_json::to_value(&auth).unwrap();
        assert_eq!(json["user_data"], auth.user_data());
        assert_eq!(json["auth"], auth.auth());
    }

    #[test]
    fn invalid_socket_ids_are_never_signed() {
        for bad in
            ["", "1", "1.1:", ":1.1", "1.1\n", "\n1.1", "1.1:private-foobar", "1.1::user::", "a.b", "٣.٣"]
        {
            assert!(bad.parse::<SocketId>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn invalid_channel_names_are_never_signed() {
        for bad in ["", "a b", "x:y", "x\n", "x::user::{}", "#server-to-user-1", "x:{\"user_id\":\"1\"}", "é"]
        {
            let error = client().authorize(&socket(), &Room { room: bad.into() }).unwrap_err();
            assert!(matches!(error, AuthError::ChannelName(_)), "{bad:?}: {error}");
        }
    }
}

#[test]
fn the_signed_bytes_are_returned() {
    use hmac::{Hmac, KeyInit, Mac};
    let member = Anyone { id: "a-1".into(), info: "quote \" slash \\ é 🦀 \u{1}".into() };
    let user = User::new(&member).watchlist([1_u8, 2]);
    let auth = client().authenticate_user(&socket(), &user).unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"7ad3773142a6692b25b8").unwrap();
    mac.update(format!("1234.1234::user::{}", auth.user_data()).as_bytes());
    let (_, hex) = auth.auth().split_once(':').unwrap();
    let signature: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect();
    mac.verify_slice(&signature).expect("the signature of the returned bytes");
    let data: serde_json::Value = serde_json::from_str(auth.user_data()).unwrap();
    assert_eq!(
        data,
        serde_json::json!({"id": "a-1", "user_info": {"info": member.info}, "watchlist": ["1", "2"]})
    );
}

#[test]
fn the_documented_limits_are_typed_errors() {
    let client = client();
    let user = |id: &str, info: usize| Anyone { id: id.into(), info: "x".repeat(info) };
    let sign = |member: &Anyone| client.authenticate_user(&socket(), &User::new(member)).map(drop);

    assert!(sign(&user(&"x".repeat(128), 0)).is_ok());
    assert!(matches!(sign(&user(&"x".repeat(129), 0)), Err(AuthError::UserId(_))));
    assert!(matches!(sign(&user("", 0)), Err(AuthError::UserId(_))));
    // `{"info":"…"}` is eleven bytes without the text.
    assert!(sign(&user("1", 1024 - 11)).is_ok());
    assert!(matches!(
        sign(&user("1", 1024 - 10)),
        Err(AuthError::UserInfoTooLarge { size: 1025, limit: 1024 })
    ));

    let member = anyone("1");
    let watching =
        |count: u32| client.authenticate_user(&socket(), &User::new(&member).watchlist(0..count)).map(drop);
    assert!(watching(100).is_ok());
    assert!(matches!(watching(101), Err(AuthError::WatchlistTooLong { len: 101, limit: 100 })));
    let bad = User::new(&member).watchlist(["1", "a b"]);
    assert!(matches!(
        client.authenticate_user(&socket(), &bad),
        Err(AuthError::WatchlistId { index: 1, .. })
    ));

    let long = Room { room: "x".repeat(164) };
    let error = client.authorize(&socket(), &long).unwrap_err();
    assert!(matches!(
        error,
        AuthError::ChannelName(pusher_typed::ChannelNameError::TooLong { limit: 164, .. })
    ));
    let wide = Client::builder("1", "k", "s").limits(Limits::default().channel_name(200)).build().unwrap();
    assert!(wide.authorize(&socket(), &long).is_ok());
}

#[test]
fn an_encrypted_channel_without_a_master_key_is_an_error_that_names_the_setting() {
    let error = client().authorize(&socket(), &Encrypted).unwrap_err();
    assert!(matches!(error, AuthError::MissingEncryptionKey(_)));
    assert!(error.to_string().contains("encryption_master_key_base64"), "{error}");
}

#[test]
fn debug_shows_no_signature_and_no_secret() {
    let client = Client::builder("1", "foo", "bar")
        .encryption_master_key_base64("OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=")
        .build()
        .unwrap();
    let channel = client.authorize(&socket(), &Encrypted).unwrap();
    let user = client.authenticate_user(&socket(), &User::new(&anyone("1"))).unwrap();
    let mut batch = BatchAuthReply::default();
    batch.grant("private-encrypted-channel", channel.clone());
    let replies = [AuthReply::from(&channel), AuthReply::from(&user), batch.to_reply()];
    let texts: [&dyn Debug; 4] = [&channel, &user, &batch, &replies];
    for text in texts.map(|value| format!("{value:?}")) {
        let secrets = [channel.auth(), user.auth(), channel.shared_secret().unwrap()];
        assert!(secrets.iter().all(|secret| !text.contains(secret)), "{text}");
    }
}

const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";

fn request(content_type: &str, body: &str) -> Result<ChannelAuthRequest<AppChannel>, AuthRequestError> {
    ChannelAuthRequest::parse(content_type, body.as_bytes())
}

#[test]
fn a_request_is_read_as_browsers_send_it() {
    let room = ChannelAuthRequest {
        socket_id: socket(),
        channel: AppChannel::Room(Room { room: "a=b,c;d@e".into() }),
    };
    let bodies = [
        (FORM, "socket_id=1234.1234&channel_name=private-room-a%3Db%2Cc%3Bd%40e&user=7"),
        (
            "application/json",
            r#"{"channel_name":"private-room-a=b,c;d@e","extra":[1],"socket_id":"1234.1234"}"#,
        ),
        (
            "Application/JSON;charset=utf-8",
            r#"{"channel_name":"private-room-a=b,c;d@e","socket_id":"1234.1234"}"#,
        ),
    ];
    for (content_type, body) in bodies {
        assert_eq!(request(content_type, body).unwrap(), room);
    }
    let user = UserAuthRequest::parse(FORM, b"socket_id=1234.1234").unwrap();
    assert_eq!(user.socket_id, socket());
}

#[test]
fn a_request_that_could_be_read_in_two_ways_is_refused() {
    let repeated = [
        "socket_id=1.1&socket_id=2.2&channel_name=private-foobar",
        "socket_id=1.1&channel_name=private-foobar&channel_name=private-room-x",
        "socket_id=1.1&channel_name[]=private-foobar&channel_name=private-room-x",
        "socket_id=1.1&channel_name[]=private-foobar",
    ];
    for body in repeated {
        assert!(matches!(request(FORM, body), Err(AuthRequestError::Repeated { .. })), "{body}");
    }
    let json = r#"{"socket_id":"1.1","socket_id":"2.2","channel_name":"private-foobar"}"#;
    assert!(matches!(request("application/json", json), Err(AuthRequestError::Json(_))));
}

#[test]
fn each_mistake_has_its_error_and_status() {
    let cases = [
        ("text/plain", "socket_id=1.1&channel_name=private-foobar", 415),
        ("", "socket_id=1.1&channel_name=private-foobar", 415),
        (FORM, "", 400),
        (FORM, "socket_id=1.1", 400),
        (FORM, "channel_name=private-foobar", 400),
        (FORM, "socket_id=1.1%0A&channel_name=private-foobar", 400),
        (FORM, "socket_id=%FF&channel_name=private-foobar", 400),
        ("application/json", "", 400),
        ("application/json", r#"{"socket_id":1.1,"channel_name":"private-foobar"}"#, 400),
        (FORM, "socket_id=1.1&channel_name=private-other", 403),
        (FORM, "socket_id=1.1&channel_name=private-room-", 403),
        (FORM, "socket_id=1.1&channel_name=private-foobar%3A%7B%7D", 403),
        (FORM, "socket_id=1.1&channel_name=%23server-to-user-1", 403),
    ];
    for (content_type, body, status) in cases {
        let error = request(content_type, body).unwrap_err();
        assert_eq!(error.status(), status, "{content_type} {body}: {error}");
        let reply = AuthReply::from(&error);
        assert_eq!(reply.status(), status);
        let json: serde_json::Value = serde_json::from_str(reply.body()).unwrap();
        assert_eq!(json["error"], error.to_string());
    }
    assert!(request(FORM, "socket_id=1.1&channel_name=x").unwrap_err().source().is_some());
}

#[test]
fn a_batch_decides_about_each_channel_separately() {
    let client = client();
    let bodies = [
        (
            FORM,
            "socket_id=1234.1234&channel_name[0]=private-foobar&channel_name[1]=private-x&channel_name[]=presence-foobar",
        ),
        (
            "application/json",
            r#"{"socket_id":"1234.1234","channel_name":["private-foobar","private-x","presence-foobar"]}"#,
        ),
    ];
    for (content_type, body) in bodies {
        let batch = ChannelAuthBatch::<AppChannel>::parse(content_type, body.as_bytes()).unwrap();
        let mut reply = BatchAuthReply::default();
        for (name, channel) in &batch.channels {
            match channel {
                Ok(AppChannel::Private(channel)) => {
                    reply.grant(name, client.authorize(&batch.socket_id, channel).unwrap());
                }
                Ok(_) | Err(_) => reply.forbid(name),
            }
        }
        let json: serde_json::Value = serde_json::from_str(reply.to_reply().body()).unwrap();
        let auth = client.authorize(&socket(), &Private).unwrap();
        assert_eq!(json["private-foobar"], serde_json::json!({"status": 200, "data": {"auth": auth.auth()}}));
        assert_eq!(json["private-x"], serde_json::json!({"status": 403}));
        assert_eq!(json["presence-foobar"], serde_json::json!({"status": 403}));
    }
    let single =
        ChannelAuthBatch::<AppChannel>::parse(FORM, b"socket_id=1.1&channel_name=private-foobar").unwrap();
    assert_eq!(single.channels.len(), 1);
    assert!(ChannelAuthBatch::<AppChannel>::parse(FORM, b"socket_id=1.1").is_err());
}

/// Texts with which other libraries have signed something else.
const SMUGGLED: [&str; 12] = [
    "1.1:private-foobar",
    "1.1:presence-foobar:{\"user_id\":\"1\"}",
    "1.1::user::{\"id\":\"1\"}",
    "private-foobar:{\"user_id\":\"1\"}",
    ":user::{\"id\":\"1\"}",
    "\nauth_key=1",
    "POST\n/apps/3/events\nauth_key=k",
    "#server-to-user-1",
    "١.١",
    "1.1\u{0}",
    "1.1 ",
    "",
];

#[test]
fn nothing_smuggled_gets_through_any_entry_point() {
    for text in SMUGGLED {
        assert!(text.parse::<SocketId>().is_err(), "socket id {text:?}");
        assert!(ChannelName::new(text).is_err(), "channel name {text:?}");
        assert!(text.parse::<UserId>().is_err(), "user id {text:?}");
        assert!(client().authorize(&socket(), &Room { room: text.into() }).is_err(), "room {text:?}");
        assert!(client().authenticate_user(&socket(), &User::new(&anyone(text))).is_err(), "user {text:?}");
        let member = anyone("1");
        let watching = User::new(&member).watchlist([text]);
        assert!(client().authenticate_user(&socket(), &watching).is_err(), "watched {text:?}");
        let json = |socket: &str, channel: &str| {
            serde_json::json!({"socket_id": socket, "channel_name": channel}).to_string()
        };
        assert!(request("application/json", &json(text, "private-foobar")).is_err(), "{text:?}");
        assert!(request("application/json", &json("1.1", text)).is_err(), "{text:?}");
        let user = serde_json::json!({"socket_id": text}).to_string();
        assert!(UserAuthRequest::parse("application/json", user.as_bytes()).is_err(), "{text:?}");
    }
}
