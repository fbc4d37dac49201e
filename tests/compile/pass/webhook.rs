//! Every form of webhook enum, under hostile circumstances.
#![deny(warnings, clippy::all)]
#![no_implicit_prelude]

use ::pusher_typed as renamed;
use ::std::string::String;

use renamed::webhook::{ClientEvent, RawWebhookEvent};

mod schema {
    use ::pusher_typed::{Channel, ChannelSet, Event, EventSet, PresenceMember};
    use ::serde::Deserialize;
    use ::std::{
        primitive::{bool, u32, u64},
        string::String,
    };

    #[derive(Channel)]
    #[pusher(channel = "private-orders-<id>")]
    pub struct OrderChannel {
        pub id: u64,
    }

    #[derive(Channel)]
    #[pusher(channel = "cache-prices-<id>")]
    pub struct PriceChannel {
        pub id: u32,
    }

    #[derive(PresenceMember)]
    pub struct Member {
        #[pusher(user_id)]
        pub id: u64,
    }

    #[derive(Channel)]
    #[pusher(channel = "presence-room-<room>", member = Member)]
    pub struct RoomChannel {
        pub room: String,
    }

    #[derive(Channel)]
    #[pusher(channel = "presence-lobby", member = Member)]
    pub struct Lobby;

    #[derive(ChannelSet)]
    pub enum Rooms {
        Room(RoomChannel),
        Lobby(Lobby),
    }

    #[derive(Deserialize, Event)]
    #[pusher(channel = RoomChannel, channel = Lobby, channel = OrderChannel, event = "client-typing")]
    pub struct Typing {
        pub on: bool,
    }

    #[derive(Deserialize, Event)]
    #[pusher(channel = RoomChannel, event = "client-waved")]
    pub struct Waved;

    #[derive(EventSet)]
    pub enum Gesture {
        Typing(Typing),
        Waved(Waved),
    }
}

use schema::*;

/// None of these is what generated code means.
#[allow(dead_code, non_camel_case_types)]
mod decoys {
    pub struct Result;
    pub struct Option;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct u64;
    pub struct str;
}
#[allow(unused_imports)]
use decoys::*;

#[derive(renamed::WebhookEvent)]
#[pusher(crate = renamed)]
pub enum Tuples {
    #[pusher(channel_occupied)]
    Occupied(OrderChannel),
    #[pusher(channel_occupied)]
    RoomOccupied(Rooms),
    #[pusher(channel_vacated)]
    Vacated(Rooms),
    #[pusher(member_added)]
    Added(RoomChannel, ::core::primitive::u64),
    #[pusher(member_removed)]
    Removed(Rooms, renamed::UserId),
    #[pusher(cache_miss)]
    Missed(PriceChannel),
    #[pusher(subscription_count)]
    Count(OrderChannel, ::core::primitive::u32),
    #[pusher(client_event)]
    Client(ClientEvent<Rooms, Gesture>),
    #[pusher(other)]
    Other(RawWebhookEvent),
}

type Alias = ClientEvent<OrderChannel, Typing>;

#[derive(renamed::WebhookEvent)]
pub enum Structs {
    #[pusher(channel_occupied)]
    Occupied { channel: OrderChannel },
    #[pusher(member_added)]
    Added { user_id: ::core::primitive::u64, channel: RoomChannel },
    #[pusher(member_added)]
    SomebodyAdded { channel: Lobby },
    #[pusher(subscription_count)]
    Count { channel: OrderChannel, r#subscription_count: ::core::primitive::usize },
    #[pusher(client_event)]
    Typed { event: Gesture, channel: RoomChannel },
    #[pusher(client_event)]
    Typing {
        channel: Lobby,
        event: Typing,
        socket_id: ::core::option::Option<renamed::SocketId>,
        user_id: ::core::option::Option<::core::primitive::u64>,
    },
    #[pusher(client_event)]
    Alias(Alias),
}

#[derive(renamed::WebhookEvent)]
pub enum Generic<C: renamed::ChannelSet, E: renamed::EventSet> {
    #[pusher(channel_occupied)]
    Occupied(C),
    #[pusher(client_event)]
    Client(ClientEvent<C, E>),
}

#[derive(renamed::WebhookEvent)]
pub enum Untyped {
    #[pusher(client_event)]
    Any { channel: renamed::ChannelName, event: String, data: ::std::vec::Vec<::core::primitive::u8> },
}

fn check<E: renamed::WebhookEvent>() {}

fn main() {
    check::<Tuples>();
    check::<Structs>();
    check::<Untyped>();
    check::<Generic<OrderChannel, Typing>>();
}
