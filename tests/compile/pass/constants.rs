//! Constants, which a binding of the same name would match, with names that generated code might use.
#![allow(dead_code, non_upper_case_globals)]

use pusher_typed::{
    Addressed, Channel, ChannelParam, ChannelSet, Event, EventSet, PresenceMember, WebhookEvent, webhook::RawWebhookEvent,
};
use serde::{Deserialize, Serialize};

macro_rules! constants {
    ($($name:ident)*) => { $(const $name: u8 = 1;)* };
}

constants! {
    __text __name __out __received __decoded __parsed __channel __event __raw __fields __f __other
    text name out received decoded parsed channel event raw serializer fields f other data id info value
    text_0 value_0 __text_0 variants describe
}

#[derive(Debug, Clone, PartialEq, ChannelParam)]
#[pusher(chars = "a-z")]
struct Word(String);

#[derive(Debug, Default, Clone, Copy, PartialEq, Serialize, Deserialize, ChannelParam)]
enum Region {
    #[default]
    Eu,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-words-<word>")]
struct Words {
    word: Word,
}

#[derive(Serialize, PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
    name: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = "presence-room-<region>", event = "made", member = Member)]
struct Made {
    #[serde(skip)]
    region: Region,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
struct Notice {
    text: String,
}

#[derive(Debug, PartialEq, ChannelSet)]
enum Channels {
    Words(Words),
    Made(MadeChannel),
}

#[derive(Debug, PartialEq, EventSet)]
#[pusher(channel = MadeChannel, user)]
enum Events {
    Made(Made),
    Notice(Notice),
}

#[derive(WebhookEvent)]
enum Hook {
    #[pusher(channel_occupied)]
    Occupied(Words),
    #[pusher(member_added)]
    Joined { channel: MadeChannel, user_id: u64 },
    #[pusher(other)]
    Other(RawWebhookEvent),
}

fn main() {
    assert_eq!(Made { region: Region::Eu }.channels().unwrap()[0], "presence-room-eu");
    assert_eq!(Events::decode("presence-room-eu", "made", "{}").unwrap(), Events::Made(Made { region: Region::Eu }));
    assert_eq!(Channels::parse("private-words-a").unwrap(), Channels::Words(Words { word: "a".parse().unwrap() }));
    let mut json = Vec::new();
    let member = Member { id: 7, name: "Ada".into() };
    member.serialize_info(&mut serde_json::Serializer::new(&mut json)).unwrap();
    assert_eq!(json, br#"{"name":"Ada"}"#);
}
