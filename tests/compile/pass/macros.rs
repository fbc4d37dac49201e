//! Declarations whose names, fields and variants come from macros.
#![deny(warnings)]

use pusher_typed::{
    Addressed, Channel, ChannelParam, ChannelSet, Event, EventSet, PresenceMember, WebhookEvent, webhook::RawWebhookEvent,
};
use serde::{Deserialize, Serialize};

macro_rules! channel {
    ($channel:ident, $pattern:literal, $field:ident: $ty:ty) => {
        #[derive(Debug, Clone, PartialEq, Channel)]
        #[pusher(channel = $pattern)]
        pub struct $channel {
            pub $field: $ty,
        }
    };
}

channel!(OrderChannel, "private-orders-<id>", id: OrderId);
channel!(CustomerChannel, "private-customers-<customer>", customer: u64);

macro_rules! newtype {
    ($name:ident($inner:ty)) => {
        #[derive(Debug, Default, Clone, Copy, PartialEq, Serialize, Deserialize, ChannelParam)]
        pub struct $name(pub $inner);
    };
    ($name:ident { $($variant:ident),* }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ChannelParam)]
        pub enum $name {
            $($variant),*
        }
    };
}

newtype!(OrderId(u64));
newtype!(Region { Eu, Us });

macro_rules! shared {
    ($event:ident, $name:literal, $channel:ident { $field:ident }, $($more:ident: $ty:ty),*) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
        #[pusher(channel = $channel { $field }, event = $name)]
        pub struct $event {
            #[serde(skip)]
            pub $field: OrderId,
            $(pub $more: $ty),*
        }
    };
}

shared!(Shipped, "shipped", OrderChannel { id }, carrier: String);

macro_rules! several {
    ($event:ident, $($channel:ident { $field:ident: $source:ident }),*) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
        #[pusher($(channel = $channel { $field: $source },)* event = "paid")]
        pub struct $event {
            pub order: OrderId,
            pub buyer: u64,
        }
    };
}

several!(Paid, OrderChannel { id: order }, CustomerChannel { customer: buyer });

macro_rules! short {
    ($event:ident, $pattern:literal, $field:ident) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
        #[pusher(channel = $pattern, event = "created")]
        pub struct $event {
            pub $field: Region,
        }
    };
}

short!(Created, "private-created-<region>", region);

macro_rules! sets {
    ($channels:ident { $($channel:ident($channel_type:ty)),* }, $events:ident { $($event:ident($event_type:ty)),* }) => {
        #[derive(Debug, Clone, PartialEq, ChannelSet)]
        pub enum $channels {
            $($channel($channel_type)),*
        }

        #[derive(Debug, Clone, PartialEq, EventSet)]
        #[pusher(channel = OrderChannel)]
        pub enum $events {
            $($event($event_type)),*
        }
    };
}

sets!(AppChannel { Order(OrderChannel), Created(CreatedChannel) }, AppEvent { Shipped(Shipped), Paid(Paid) });

macro_rules! hook {
    ($hook:ident { $($kind:ident $variant:ident { $channel:ident: $ty:ty, $value:ident: $value_type:ty }),* }, $rest:ident) => {
        #[derive(Debug, WebhookEvent)]
        pub enum $hook {
            $(#[pusher($kind)] $variant { $channel: $ty, $value: $value_type },)*
            #[pusher(channel_vacated)]
            Vacated(OrderChannel),
            #[pusher(other)]
            $rest(RawWebhookEvent),
        }
    };
}

hook!(AppHook { subscription_count Watching { channel: OrderChannel, subscription_count: u64 } }, Other);

macro_rules! member {
    ($member:ident { $id:ident, $name:ident }) => {
        #[derive(Debug, Clone, PartialEq, Serialize, PresenceMember)]
        pub struct $member {
            #[pusher(user_id)]
            pub $id: u64,
            pub $name: String,
        }
    };
}

member!(Member { id, name });

fn main() {
    let shipped = Shipped { id: OrderId(7), carrier: "DHL".into() };
    assert_eq!(shipped.channels().unwrap()[0], "private-orders-7");
    let event = AppEvent::decode("private-orders-7", "shipped", r#"{"carrier":"DHL"}"#).unwrap();
    assert_eq!(event, AppEvent::Shipped(shipped));
    let paid = Paid { order: OrderId(1), buyer: 2 };
    assert_eq!(paid.channels().unwrap(), ["private-orders-1", "private-customers-2"]);
    assert_eq!(Created { region: Region::Eu }.channels().unwrap()[0], "private-created-eu");
    assert_eq!(
        AppChannel::parse("private-created-us").unwrap(),
        AppChannel::Created(CreatedChannel { region: Region::Us })
    );
    assert_eq!(Member { id: 3, name: String::new() }.user_id(), &3);
    let check = |hook: AppHook| match hook {
        AppHook::Watching { channel, subscription_count } => (Some(channel), subscription_count),
        AppHook::Vacated(channel) => (Some(channel), 0),
        AppHook::Other(_) => (None, 0),
    };
    let channel = OrderChannel { id: OrderId(7) };
    assert_eq!(check(AppHook::Watching { channel: channel.clone(), subscription_count: 2 }), (Some(channel), 2));
}
