//! Generic and borrowing types, with where clauses.
#![deny(warnings, missing_docs, clippy::all, clippy::pedantic)]
#![allow(clippy::missing_docs_in_private_items)]

use std::borrow::Cow;
use std::fmt::Debug;

use pusher_typed::{
    Addressed, Channel, ChannelParam, ChannelSet, Event, EventSet, ParseChannelParam, PresenceMember,
};
use serde::{Deserialize, Serialize};

/// An id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ChannelParam)]
pub struct Id<T>(pub T);

/// A channel of any id.
#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-things-<id>")]
pub struct Things<T>
where
    T: Clone,
{
    /// The id.
    pub id: Id<T>,
}

/// A borrowing channel.
#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-room-<room>")]
pub struct Room<'a> {
    /// The room.
    pub room: &'a str,
}

/// A short form with parameters that the channel does not use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = "presence-thing-<id>", event = "made", member = Member<T>)]
pub struct Made<'a, T, U: Into<u64>, const N: usize>
where
    T: Clone + Debug,
    U: Clone,
{
    /// The id.
    pub id: T,
    /// Not in the channel.
    pub text: Cow<'a, str>,
    /// Not in the channel.
    pub other: U,
}

/// An event that borrows.
#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Room<'a> { room: name }, event = "said")]
pub struct Said<'a> {
    /// The room's name.
    pub name: &'a str,
}

/// A generic member.
#[derive(Debug, Serialize, PresenceMember)]
pub struct Member<I> {
    /// The id.
    #[pusher(user_id)]
    pub id: I,
}

/// A set that borrows.
#[derive(Debug, PartialEq, ChannelSet)]
pub enum Places<'a, T: Clone> {
    /// A room.
    Room(Room<'a>),
    /// A thing.
    Thing(Things<T>),
}

/// A set of events that borrows.
#[derive(Debug, PartialEq, EventSet)]
pub enum Sayings<'a> {
    /// Said.
    Said(Said<'a>),
}

macro_rules! text_type {
    ($name:ident, $inner:ty, $path:path) => {
        /// Made by a macro.
        #[derive(Debug, Clone, PartialEq, ChannelParam)]
        #[pusher(max_len = 40, crate = $path)]
        pub struct $name($inner);
    };
}

text_type!(Slug, String, ::pusher_typed);

fn round_trip<T>(id: T)
where
    T: ChannelParam + for<'n> ParseChannelParam<'n> + Clone + Debug + PartialEq,
{
    let channel = Things { id: Id(id) };
    let name = channel.name().unwrap();
    assert_eq!(Things::<T>::parse(&name).unwrap(), channel);
}

fn main() {
    round_trip(7_u64);
    round_trip(String::from("é").replace('é', "e"));
    assert!("x".repeat(41).parse::<Slug>().is_err());
    let name = String::from("private-room-lobby");
    let room = Room::parse(&name).unwrap();
    assert_eq!(room, Room { room: "lobby" });
    assert_eq!(Places::<u8>::parse(&name).unwrap(), Places::Room(room));
    assert_eq!(Said { name: "x" }.channels().unwrap()[0], "private-room-x");
    let data = String::from(r#"{"name":"lobby"}"#);
    assert_eq!(Sayings::decode(&name, "said", &data).unwrap(), Sayings::Said(Said { name: "lobby" }));
    let made: Made<'_, u8, u64, 3> = Made { id: 1, text: "".into(), other: 0 };
    assert_eq!(MadeChannel { id: 1_u8 }.name().unwrap(), made.channels().unwrap()[0]);
    assert_eq!(Member { id: 3_u8 }.user_id(), &3);
}
