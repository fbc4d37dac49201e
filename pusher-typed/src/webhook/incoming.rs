//! One event of a webhook as it stands in the body, its values not yet interpreted.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{WebhookKind, crypt::Open, field::Scalar};

/// One event of a webhook, borrowed from the body.
#[derive(Default)]
pub struct Incoming<'b> {
    pub(super) name: Option<Scalar<'b>>,
    pub(super) channel: Option<Scalar<'b>>,
    pub(super) user_id: Option<Scalar<'b>>,
    pub(super) socket_id: Option<Scalar<'b>>,
    pub(super) event: Option<Scalar<'b>>,
    pub(super) subscription_count: Option<Scalar<'b>>,
    pub(super) data: Option<&'b RawValue>,
    /// What decrypts the data of client events on encrypted channels.
    pub(super) opener: Option<&'b dyn Open>,
}

impl<'b> Incoming<'b> {
    /// The kind; `None` for one that this version does not know.
    pub fn kind(&self) -> Option<WebhookKind> {
        WebhookKind::of(self.name.as_ref()?.as_str()?)
    }

    pub(super) fn channel_name(&self) -> Option<&str> {
        self.channel.as_ref()?.as_str()
    }

    fn set<A: MapAccess<'b>>(&mut self, key: &Key, entries: &mut A) -> Result<(), A::Error> {
        let value = match key {
            Key::Name => &mut self.name,
            Key::Channel => &mut self.channel,
            Key::UserId => &mut self.user_id,
            Key::SocketId => &mut self.socket_id,
            Key::Event => &mut self.event,
            Key::SubscriptionCount => &mut self.subscription_count,
            Key::Data => {
                self.data = Some(entries.next_value()?);
                return Ok(());
            }
            Key::Unknown => return entries.next_value().map(|IgnoredAny| ()),
        };
        *value = entries.next_value()?;
        Ok(())
    }
}

/// The keys of an event; servers add their own.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Name,
    Channel,
    UserId,
    SocketId,
    Event,
    SubscriptionCount,
    Data,
    #[serde(other)]
    Unknown,
}

/// Reads an event and hands it on at once, for moving it costs as much as much
/// of its reading. Takes any JSON value: what is no object is an event without a name.
pub(super) struct IncomingSeed<F>(pub(super) F);

impl<'b, F: FnOnce(Incoming<'b>)> DeserializeSeed<'b> for IncomingSeed<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<F> IncomingSeed<F> {
    fn no_object<'b>(self)
    where
        F: FnOnce(Incoming<'b>),
    {
        (self.0)(Incoming::default());
    }
}

impl<'b, F: FnOnce(Incoming<'b>)> Visitor<'b> for IncomingSeed<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'b>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut event = Incoming::default();
        while let Some(key) = entries.next_key()? {
            event.set(&key, &mut entries)?;
        }
        (self.0)(event);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'b>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        self.no_object();
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.no_object();
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.no_object();
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.no_object();
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.no_object();
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.no_object();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.no_object();
        Ok(())
    }
}
