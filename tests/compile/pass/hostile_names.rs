//! No prelude, and the user's own `Result`, `Option`, `String`, `Vec`, `Clone`, ….
#![no_implicit_prelude]
#![allow(dead_code, non_camel_case_types)]
#![deny(warnings)]

extern crate pusher_typed as renamed;

struct Result;
struct Option;
struct String;
struct Vec;
struct Some;
struct Ok;
trait Clone {}
trait Into {}


#[derive(::renamed::ChannelParam)]
#[pusher(crate = ::renamed)]
struct Id(::core::primitive::u64);

#[derive(::renamed::ChannelParam)]
#[pusher(crate = ::renamed)]
enum Colour {
    Red,
    Some,
}

#[derive(::renamed::ChannelParam)]
#[pusher(chars = "a-z", crate = ::renamed)]
struct Word(::std::string::String);

#[derive(::renamed::Channel)]
#[pusher(channel = "private-x-<id>-<colour>", crate = ::renamed)]
struct Things {
    id: Id,
    colour: Colour,
}

#[derive(::renamed::PresenceMember)]
#[pusher(crate = ::renamed)]
struct Member {
    #[pusher(user_id)]
    id: Id,
}

#[derive(::serde::Serialize, ::serde::Deserialize, ::renamed::Event)]
#[pusher(channel = "presence-y-<id>", event = "e", member = Member, crate = ::renamed)]
struct Made {
    #[serde(skip)]
    id: ::core::primitive::u64,
}

#[derive(::serde::Serialize, ::serde::Deserialize, ::renamed::Event)]
#[pusher(user, event = "e", crate = ::renamed)]
struct Notice;

#[derive(::renamed::ChannelSet)]
#[pusher(crate = ::renamed)]
enum Channels {
    Things(Things),
    Some(MadeChannel),
}

#[derive(::renamed::EventSet)]
#[pusher(crate = ::renamed)]
enum Events {
    Made(Made),
    None(Notice),
}

fn main() {}

/// Where even the primitive types have other meanings (serde's derives do not go that far).
mod primitives {
    struct str;
    struct usize;
    struct bool;

    #[derive(::renamed::ChannelParam)]
    #[pusher(crate = ::renamed, max_len = 3)]
    struct Word(::std::string::String);

    #[derive(::renamed::Channel)]
    #[pusher(channel = "private-x-<id>", crate = ::renamed)]
    struct Things {
        id: Word,
    }
}
