//! A member's info is what serde's attributes on the fields make of it.
#![deny(warnings)]

use std::borrow::Cow;

use pusher_typed::PresenceMember;
use serde::{Serialize, Serializer};

fn shout<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&text.to_uppercase())
}

#[derive(Serialize)]
struct Place {
    town: String,
}

#[derive(Serialize, PresenceMember)]
#[serde(rename_all = "camelCase")]
struct Member<'a, T: Clone> {
    #[pusher(user_id)]
    id: u64,
    #[serde(serialize_with = "shout")]
    first_name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nick_name: Option<String>,
    #[serde(flatten)]
    place: Place,
    #[serde(skip)]
    #[allow(dead_code)]
    password: String,
    more: Vec<T>,
}

/// No `Serialize` is needed where only the info is written.
#[derive(PresenceMember)]
struct Bare {
    #[pusher(user_id)]
    id: String,
}

/// A member that is an event as well, and that knows others of its kind.
#[derive(Serialize, serde::Deserialize, PresenceMember, pusher_typed::Event)]
#[pusher(user, event = "joined")]
#[serde(tag = "type")]
struct Joined {
    #[pusher(user_id)]
    id: u64,
    boss: Option<Box<Self>>,
}

fn info<M: PresenceMember>(member: &M) -> String {
    let mut json = Vec::new();
    member.serialize_info(&mut serde_json::Serializer::new(&mut json)).unwrap();
    String::from_utf8(json).unwrap()
}

fn main() {
    let member = Member {
        id: 7,
        first_name: "ada".into(),
        nick_name: None,
        place: Place { town: "London".into() },
        password: "secret".into(),
        more: vec![1],
    };
    assert_eq!(info(&member), r#"{"firstName":"ADA","town":"London","more":[1]}"#);
    assert_eq!(info(&Bare { id: "x".into() }), "{}");
    let joined = Joined { id: 1, boss: None };
    assert_eq!(info(&joined), r#"{"type":"Joined","boss":null}"#);
    assert_eq!((member.user_id(), member.id), (&7, 7));
}
