//! An event that is ready to be sent: checked, serialized, encrypted.

use std::{borrow::Cow, collections::HashSet, sync::Arc};

use serde::Serialize;

use super::{
    error::{Delivery, EventNameError, MissingEncryptionKey, TriggerError},
    handle::Inner,
    limits::Limits,
};
use crate::{
    ChannelName, SocketId, UserId,
    wire::{
        body::{EventHead, Info, Options, Recipient},
        encryption::{Plaintext, SealedPayload},
    },
};

/// The recipients of an event.
pub(super) enum Recipients {
    Channels(Vec<ChannelName>),
    User(UserId),
}

impl Recipients {
    pub(super) fn channels(&self) -> &[ChannelName] {
        match self {
            Recipients::Channels(names) => names,
            Recipients::User(_) => &[],
        }
    }

    pub(super) fn each(&self) -> impl Iterator<Item = Recipient<'_>> {
        let user = match self {
            Recipients::Channels(_) => None,
            Recipients::User(id) => Some(id),
        };
        self.channels().iter().map(Recipient::Channel).chain(user.map(Recipient::User))
    }

    /// Checks the lengths of the names and removes repeated names, in order.
    pub(super) fn check(&mut self, limits: &Limits) -> Result<(), TriggerError> {
        let Recipients::Channels(names) = self else { return Ok(()) };
        names.iter().try_for_each(|name| name.check_len(limits.channel_name))?;
        if names.len() > 1 {
            let mut seen = HashSet::with_capacity(names.len());
            let first: Vec<bool> = names.iter().map(|name| seen.insert(name.as_str())).collect();
            let mut first = first.into_iter();
            names.retain(|_| first.next().unwrap_or(true));
        }
        Ok(())
    }

    /// The channel whose key the payload is encrypted with.
    fn encrypted(&self) -> Result<Option<&ChannelName>, TriggerError> {
        let names = self.channels();
        match names.iter().find(|name| name.kind().is_encrypted()) {
            Some(name) if names.len() > 1 => Err(TriggerError::EncryptedWithOthers { channel: name.clone() }),
            found => Ok(found),
        }
    }
}

/// An event that is ready to be sent.
pub(crate) struct Outgoing {
    pub(super) event: Cow<'static, str>,
    pub(super) to: Recipients,
    pub(super) head: EventHead,
    /// The payload's size in bytes, as it is sent.
    pub(super) size: usize,
    pub(super) exclude: Option<SocketId>,
    pub(super) info: bool,
}

impl Outgoing {
    /// Checks, serializes and, for an encrypted channel, encrypts an event.
    pub(super) fn new<T: Serialize + ?Sized>(
        inner: &Inner,
        event: Cow<'static, str>,
        mut to: Recipients,
        data: &T,
    ) -> Result<Self, TriggerError> {
        let limits = &inner.config.limits;
        check_event_name(&event, limits.event_name)
            .map_err(|error| TriggerError::event_name(&event, error))?;
        to.check(limits)?;
        let (head, size) = match to.encrypted()? {
            None => EventHead::new(&event, data, inner.size_hint()).map_err(serialize(&event))?,
            Some(channel) => seal(inner, &event, channel, data)?,
        };
        if size > limits.payload {
            return Err(TriggerError::PayloadTooLarge { event: event.into(), size, limit: limits.payload });
        }
        inner.set_size_hint(head.len());
        Ok(Outgoing { event, to, head, size, exclude: None, info: false })
    }

    /// An event whose payload was serialized before, encrypted for an encrypted channel.
    #[cfg(feature = "publisher")]
    pub(super) fn stored(
        inner: &Inner,
        event: &str,
        to: Recipients,
        data: &str,
        exclude: Option<SocketId>,
    ) -> Result<Self, TriggerError> {
        let stored = match to.encrypted()? {
            None => EventHead::from_json(event, data).map(|head| (head, data.len())),
            Some(channel) => {
                EventHead::sealed(event, &encrypt(inner, channel, Plaintext::with_bytes(data.as_bytes()))?)
            }
        };
        let (head, size) = stored.map_err(serialize(event))?;
        let event = Cow::Owned(event.to_owned());
        Ok(Outgoing { event, to, head, size, exclude, info: false })
    }

    /// The event's name.
    #[cfg(feature = "publisher")]
    pub(crate) fn event(&self) -> &str {
        &self.event
    }

    /// The payload's size in bytes, as it is sent.
    #[cfg(feature = "publisher")]
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// The payload as it is sent.
    #[cfg(feature = "publisher")]
    pub(crate) fn data(&self) -> String {
        self.head.data()
    }

    /// Requests no information, because it is not read.
    #[cfg(feature = "publisher")]
    pub(crate) fn ignore_info(&mut self) {
        self.info = false;
    }

    /// The recipients.
    #[cfg(feature = "publisher")]
    pub(crate) fn recipients(&self) -> impl Iterator<Item = Recipient<'_>> {
        self.to.each()
    }

    /// Releases unused memory, and returns the memory of the event in addition to this value, in bytes.
    #[cfg(feature = "publisher")]
    pub(crate) fn compact(&mut self) -> usize {
        self.head.compact();
        let event = if let Cow::Owned(name) = &self.event { name.capacity() } else { 0 };
        let names = match &self.to {
            Recipients::Channels(names) => {
                names.iter().map(|name| name.len()).sum::<usize>()
                    + names.capacity() * size_of::<ChannelName>()
            }
            Recipients::User(id) => id.as_str().len(),
        };
        self.head.capacity() + event + names
    }

    /// The delivery of the event to `to`.
    pub(super) fn delivery(&self, to: Recipient<'_>) -> Delivery {
        Delivery { event: self.event.clone().into_owned(), channel: to.to_string() }
    }

    /// The options for a request or an item that goes to `channels`.
    pub(super) fn options<'a>(&'a self, channels: impl IntoIterator<Item = &'a ChannelName>) -> Options<'a> {
        let kinds = channels.into_iter().filter(|_| self.info).map(ChannelName::kind);
        Options { exclude: self.exclude.as_ref(), info: Info::for_kinds(kinds) }
    }
}

/// Encrypts the payload for the subscribers of `channel`.
fn seal<T: Serialize + ?Sized>(
    inner: &Inner,
    event: &str,
    channel: &ChannelName,
    data: &T,
) -> Result<(EventHead, usize), TriggerError> {
    let mut plaintext = Plaintext::with_capacity(inner.size_hint());
    serde_json::to_writer(&mut plaintext, data).map_err(serialize(event))?;
    EventHead::sealed(event, &encrypt(inner, channel, plaintext)?).map_err(serialize(event))
}

fn encrypt(
    inner: &Inner,
    channel: &ChannelName,
    plaintext: Plaintext,
) -> Result<SealedPayload, TriggerError> {
    let key = inner.config.master_key.as_ref().ok_or_else(|| MissingEncryptionKey::new(channel))?;
    key.seal(channel, plaintext).map_err(|error| TriggerError::encrypt(&error))
}

fn serialize(event: &str) -> impl FnOnce(serde_json::Error) -> TriggerError {
    move |source| TriggerError::Serialize { event: event.to_owned(), source }
}

/// Makes the checks that a derived event's name passed at compile time, and checks the limit.
pub(super) fn check_event_name(event: &str, limit: usize) -> Result<(), EventNameError> {
    const RESERVED: [&str; 3] = ["pusher:", "pusher_internal:", "client-"];
    if event.is_empty() {
        return Err(EventNameError::Empty);
    }
    if let Some(prefix) = RESERVED.into_iter().find(|prefix| event.starts_with(prefix)) {
        return Err(EventNameError::Reserved { prefix });
    }
    // Characters are counted only if there are more bytes than the limit.
    if event.len() > limit {
        let len = event.chars().count();
        if len > limit {
            return Err(EventNameError::TooLong { len, limit });
        }
    }
    Ok(())
}

/// One event to one of its recipients, in a batch.
pub(super) struct BatchItem {
    pub(super) outgoing: Arc<Outgoing>,
    at: usize,
}

impl BatchItem {
    pub(super) fn new(outgoing: Arc<Outgoing>, at: usize) -> Self {
        BatchItem { outgoing, at }
    }

    fn recipient(&self) -> Option<Recipient<'_>> {
        self.outgoing.to.each().nth(self.at)
    }

    pub(super) fn channel(&self) -> Option<&ChannelName> {
        self.outgoing.to.channels().get(self.at)
    }

    /// The event and its recipient.
    pub(super) fn event_and_recipient(&self) -> Option<(&Outgoing, Recipient<'_>)> {
        Some((&self.outgoing, self.recipient()?))
    }

    pub(super) fn delivery(&self) -> Option<Delivery> {
        self.event_and_recipient().map(|(outgoing, to)| outgoing.delivery(to))
    }
}
