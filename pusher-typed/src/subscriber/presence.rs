//! The stream of a presence channel: its events and its members.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    item::{DecodeItemError, Item, Signal, member_event, typed},
    queue::Entry,
    stream::Guard,
};
use crate::{ChannelName, DecodeEvent, EventSet, ParseChannelParam, PresenceChannel, PresenceMember};

/// The type of the ids of the members of `C`.
pub type MemberId<C> = <<C as PresenceChannel>::Member as PresenceMember>::Id;

/// A present member of a presence channel.
///
/// The id has the declared type. The info is decoded on request: the program
/// that authorized the member may be older or newer than this one, and the
/// member is present whether or not the info fits a type.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PresentMember<I> {
    /// The user's id.
    pub id: I,
    /// The user's info.
    pub info: Value,
}

impl<I> PresentMember<I> {
    /// The info as a type with the member's other fields.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn info_as<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(&self.info)
    }
}

/// One item of a presence channel.
#[derive(Debug)]
#[non_exhaustive]
pub enum PresenceItem<E, I> {
    /// As on any channel: an event, or a report of what may have been missed.
    Channel(Item<E>),
    /// An event that a member sent.
    FromMember {
        /// The member's user id.
        user_id: I,
        /// The event.
        event: E,
    },
    /// A member has joined.
    Joined(PresentMember<I>),
    /// A member has left.
    Left(I),
}

/// The events and the members of a presence channel. Dropping it unsubscribes.
#[must_use = "dropping a subscription unsubscribes"]
pub struct Presence<C, E> {
    guard: Guard,
    types: PhantomData<fn() -> (C, E)>,
}

impl<C: PresenceChannel, E> Presence<C, E>
where
    MemberId<C>: for<'n> ParseChannelParam<'n>,
{
    pub(super) fn new(guard: Guard) -> Self {
        Presence { guard, types: PhantomData }
    }

    /// The channel's name.
    pub fn channel(&self) -> &ChannelName {
        &self.guard.channel
    }

    /// The present members, this subscriber included, in the order of their ids
    /// as text. It does not depend on how far the stream was read; without a
    /// connection it is as of the loss. Members whose id does not fit the declared
    /// type are left out; the stream reports them.
    pub fn members(&self) -> Vec<PresentMember<MemberId<C>>> {
        let members = self.guard.members.lock();
        members
            .iter()
            .filter_map(|(id, info)| {
                Some(PresentMember { id: MemberId::<C>::parse_param(id)?, info: json(info) })
            })
            .collect()
    }
}

impl<C, E> Presence<C, E>
where
    C: PresenceChannel,
    MemberId<C>: for<'n> ParseChannelParam<'n>,
    E: EventSet + for<'d> DecodeEvent<'d>,
{
    /// The next item; `None` after the last.
    pub async fn next(&mut self) -> Option<PresenceItem<E, MemberId<C>>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn item(&self, signal: Signal) -> PresenceItem<E, MemberId<C>> {
        match signal {
            Signal::Joined { id, info } => match MemberId::<C>::parse_param(&id) {
                Some(id) => PresenceItem::Joined(PresentMember { id, info: json(&info) }),
                None => undecodable("pusher_internal:member_added", id, info),
            },
            Signal::Left { id } => match MemberId::<C>::parse_param(&id) {
                Some(id) => PresenceItem::Left(id),
                None => undecodable("pusher_internal:member_removed", id, "null".into()),
            },
            Signal::Event(event) => {
                let user_id = event.user_id.as_deref().and_then(MemberId::<C>::parse_param);
                match (typed(&self.guard.channel, Signal::Event(event)), user_id) {
                    (Item::Event(event), Some(user_id)) => PresenceItem::FromMember { user_id, event },
                    (item, _) => PresenceItem::Channel(item),
                }
            }
            other => PresenceItem::Channel(typed(&self.guard.channel, other)),
        }
    }
}

/// The info as a value; it was read as JSON before.
fn json(info: &str) -> Value {
    serde_json::from_str(info).unwrap_or_default()
}

fn undecodable<E, I>(event: &str, id: String, info: Box<str>) -> PresenceItem<E, I> {
    let event = member_event(event, id, info);
    PresenceItem::Channel(Item::Undecodable { event, error: DecodeItemError::UserId })
}

impl<C, E> Stream for Presence<C, E>
where
    C: PresenceChannel,
    MemberId<C>: for<'n> ParseChannelParam<'n>,
    E: EventSet + for<'d> DecodeEvent<'d>,
{
    type Item = PresenceItem<E, MemberId<C>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.guard.queue.poll_next(context).map(|entry| {
            entry.map(|entry| match entry {
                Entry::Item(signal) => self.item(signal),
                Entry::Lagged(count) => PresenceItem::Channel(Item::Lagged(count)),
            })
        })
    }
}

impl<C, E> fmt::Debug for Presence<C, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presence").field("channel", &self.guard.channel).finish_non_exhaustive()
    }
}
