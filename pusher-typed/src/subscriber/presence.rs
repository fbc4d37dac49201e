//! The stream of a presence channel: its events and its members.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::{
    guard::Guard,
    item::{DecodeItemError, Item, Signal, typed},
    queue::Entry,
    raw_event::RawEvent,
};
use crate::{
    ChannelName, DecodeEvent, DecodeMember, DecodeMemberError, EventSet, ParseChannelParam, Position,
    PresenceChannel, PresenceMember, RecoverableChannel,
};

/// The type of the ids of the members of `C`.
pub type MemberId<C> = <<C as PresenceChannel>::Member as PresenceMember>::Id;

/// One item of a presence channel whose members have the type `M`.
#[derive(Debug)]
#[non_exhaustive]
pub enum PresenceItem<E, M: PresenceMember> {
    /// The same items as on any channel: an event, or a report of what may have been missed. A
    /// member that has joined and cannot be decoded is [`Item::Undecodable`] with
    /// [`DecodeItemError::Member`].
    Channel(Item<E>),
    /// An event that a member sent.
    FromMember {
        /// The member's user id.
        user_id: M::Id,
        /// The event.
        event: E,
    },
    /// A member has joined.
    Joined(M),
    /// The member with this user id has left.
    Left(M::Id),
}

/// A present member that cannot be decoded, for example because a newer program authorized it.
#[derive(Debug)]
#[non_exhaustive]
pub struct UndecodableMember {
    /// The user's id.
    pub user_id: String,
    /// The user's info as JSON.
    pub user_info: String,
    /// Why it cannot be decoded.
    pub error: DecodeMemberError,
}

/// The events and the members of a presence channel. Dropping it unsubscribes.
///
/// ```
/// # #[cfg(feature = "testing-server")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{Channel, Event, PresenceMember, testing::Server};
/// # use pusher_typed::subscriber::{Subscriber, SubscriberConfig, Trusted};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Deserialize, PresenceMember)]
/// # struct Member { #[pusher(user_id)] id: u64, name: String }
/// # #[derive(Channel)]
/// # #[pusher(channel = "presence-room", member = Member)]
/// # struct Room;
/// # #[derive(Serialize, Deserialize, Event)]
/// # #[pusher(channel = Room, event = "client-typing")]
/// # struct Typing { on: bool }
/// # let server = Server::start().await?;
/// # let ada = Trusted::new(server.client()).member(&Member { id: 7, name: "Ada".into() })?;
/// # let config = SubscriberConfig::from_client(server.client()).authorizer(ada);
/// # let subscriber = Subscriber::connect(config).await?;
/// let room = subscriber.subscribe_presence::<Typing, _>(&Room).await?;
/// let names: Vec<String> = room.members().into_iter().map(|member| member.name).collect();
/// assert_eq!(names, ["Ada"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "dropping a subscription unsubscribes"]
pub struct Presence<C: ?Sized, E> {
    guard: Guard,
    channel: PhantomData<fn() -> Box<C>>,
    events: PhantomData<fn() -> E>,
}

impl<C: PresenceChannel<Member: DecodeMember> + ?Sized, E> Presence<C, E> {
    pub(super) fn new(guard: Guard) -> Self {
        Presence { guard, channel: PhantomData, events: PhantomData }
    }

    /// The channel's name.
    pub fn channel(&self) -> &ChannelName {
        &self.guard.channel
    }

    /// The present members, including this subscriber, in the order of their ids as text. The
    /// list does not depend on how far the stream was read. Without a connection, it is the
    /// list from the time when the connection was lost. Members that cannot be decoded are in
    /// [`undecodable_members`](Presence::undecodable_members) instead.
    pub fn members(&self) -> Vec<C::Member> {
        let members = self.guard.members.lock();
        members.iter().filter_map(|(id, info)| C::Member::decode_member(id, info).ok()).collect()
    }

    /// The present members whose id or info does not match the declared type.
    pub fn undecodable_members(&self) -> Vec<UndecodableMember> {
        let members = self.guard.members.lock();
        let undecodable = members.iter().filter_map(|(id, info)| {
            let error = C::Member::decode_member(id, info).err()?;
            Some(UndecodableMember { user_id: id.clone(), user_info: info.to_string(), error })
        });
        undecodable.collect()
    }
}

impl<C: RecoverableChannel, E> Presence<C, E> {
    /// The position of the last event that [`next`](Presence::next) has returned; see
    /// [`Subscription::position`](super::Subscription::position).
    pub fn position(&self) -> Option<&Position> {
        self.guard.position()
    }

    /// Continues from a position; see [`Subscription::resume`](super::Subscription::resume).
    pub fn resume(&mut self, position: Position) {
        // The bound excludes the error.
        let _ = self.guard.resume(position);
    }
}

impl<C, E> Presence<C, E>
where
    C: PresenceChannel<Member: DecodeMember> + ?Sized,
    E: EventSet + for<'d> DecodeEvent<'d>,
{
    /// Returns the next item, or `None` after the last one.
    pub async fn next(&mut self) -> Option<PresenceItem<E, C::Member>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn item(&self, signal: Signal) -> PresenceItem<E, C::Member> {
        match signal {
            Signal::Joined { id, info } => match C::Member::decode_member(&id, &info) {
                Ok(member) => PresenceItem::Joined(member),
                Err(error) => {
                    undecodable(RawEvent::of_member("pusher_internal:member_added", id, info), error)
                }
            },
            Signal::Left { id } => {
                if let Some(id) = MemberId::<C>::parse_param(&id) {
                    PresenceItem::Left(id)
                } else {
                    let error = DecodeMemberError::UserId(id.clone());
                    undecodable(
                        RawEvent::of_member("pusher_internal:member_removed", id, "null".into()),
                        error,
                    )
                }
            }
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

fn undecodable<E, M: PresenceMember>(event: RawEvent, error: DecodeMemberError) -> PresenceItem<E, M> {
    PresenceItem::Channel(Item::Undecodable { event, error: DecodeItemError::Member(error) })
}

impl<C, E> Stream for Presence<C, E>
where
    C: PresenceChannel<Member: DecodeMember> + ?Sized,
    E: EventSet + for<'d> DecodeEvent<'d>,
{
    type Item = PresenceItem<E, C::Member>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let stream = self.get_mut();
        stream.guard.poll_next(context).map(|entry| {
            entry.map(|entry| match entry {
                Entry::Item(signal) => stream.item(signal),
                Entry::Lagged(count) => PresenceItem::Channel(Item::Lagged(count)),
            })
        })
    }
}

impl<C: ?Sized, E> fmt::Debug for Presence<C, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presence").field("channel", &self.guard.channel).finish_non_exhaustive()
    }
}
