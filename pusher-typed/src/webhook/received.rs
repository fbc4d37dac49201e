//! A webhook that was received and verified.

use std::{
    fmt,
    str::FromStr,
    time::{Duration, SystemTime},
};

use super::{
    Misfit, RawWebhookEvent, WebhookBodyError, WebhookEvent, crypt::Open, envelope, sorter::Decoded,
};

/// A webhook: what a service told of, at one time
/// ([webhooks](https://pusher.com/docs/channels/server_api/webhooks/)).
///
/// `client.webhook::<E>(…)` verifies and decodes one. Every event that was
/// sent is in one of the three lists.
#[derive(Debug)]
#[non_exhaustive]
pub struct Webhook<E> {
    /// When the service made it (`time_ms`); a repetition has the time of the first attempt.
    pub time: SystemTime,
    /// The events that `E` takes, in the order in which they were sent.
    pub events: Vec<E>,
    /// Those that no variant takes, in order. Empty where `E` has a variant for all others.
    pub unmatched: Vec<RawWebhookEvent>,
    /// Those that a variant should take but whose content does not fit it, in order.
    pub misfits: Vec<Misfit>,
    id: WebhookId,
}

impl<E: WebhookEvent> Webhook<E> {
    /// Decodes the body of a webhook whose signature **has been verified** by other means.
    ///
    /// Payloads on encrypted channels are not decrypted. With the feature
    /// `client`, `Client::webhook` verifies, decrypts and decodes.
    ///
    /// # Errors
    /// When the body is not the JSON of a webhook. Single events that are
    /// unknown or do not fit are no error.
    pub fn from_verified(signature: WebhookId, body: &[u8]) -> Result<Self, WebhookBodyError> {
        Webhook::decode(signature, body, None)
    }

    pub(crate) fn decode(
        id: WebhookId,
        body: &[u8],
        opener: Option<&dyn Open>,
    ) -> Result<Self, WebhookBodyError> {
        let body = std::str::from_utf8(body).map_err(|_| WebhookBodyError::Encoding)?;
        let Decoded { time_ms, events, unmatched, misfits } = envelope::decode(body, opener)?;
        let time = SystemTime::UNIX_EPOCH
            .checked_add(Duration::from_millis(time_ms))
            .ok_or(WebhookBodyError::Time)?;
        Ok(Webhook { time, events, unmatched, misfits, id })
    }
}

impl<E> Webhook<E> {
    /// What tells this webhook from others: a service that repeats one, because
    /// it got no answer or not a 2xx one, sends the same body and so the same id.
    ///
    /// To handle each once, keep the ids of the last ten minutes (or of the
    /// window that was configured) and skip those that are known. Two webhooks of
    /// the same millisecond that tell exactly the same have one id, too.
    pub fn id(&self) -> WebhookId {
        self.id
    }

    /// All events in the order in which they were sent.
    ///
    /// ```
    /// # use pusher_typed::{ChannelName, webhook::{Item, RawWebhookEvent, Webhook, WebhookEvent}};
    /// # fn show<E: WebhookEvent + std::fmt::Debug>(webhook: &Webhook<E>) {
    /// for item in webhook.in_order() {
    ///     match item {
    ///         Item::Event(event) => println!("{event:?}"),
    ///         Item::Unmatched(raw) => println!("not declared: {}", raw.name()),
    ///         Item::Misfit(misfit) => println!("{}: {}", misfit.raw.name(), misfit.error),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn in_order(&self) -> impl Iterator<Item = Item<'_, E>> {
        let mut events = self.events.iter();
        let mut unmatched = self.unmatched.iter().peekable();
        let mut misfits = self.misfits.iter().peekable();
        let count = self.events.len() + self.unmatched.len() + self.misfits.len();
        (0..count).filter_map(move |index| {
            if let Some(raw) = unmatched.next_if(|raw| raw.index() == index) {
                return Some(Item::Unmatched(raw));
            }
            if let Some(misfit) = misfits.next_if(|misfit| misfit.raw.index() == index) {
                return Some(Item::Misfit(misfit));
            }
            events.next().map(Item::Event)
        })
    }
}

/// One event of a webhook; see [`Webhook::in_order`].
#[derive(Debug)]
pub enum Item<'w, E> {
    /// An event that was declared.
    Event(&'w E),
    /// An event that no variant takes.
    Unmatched(&'w RawWebhookEvent),
    /// An event whose content does not fit its variant.
    Misfit(&'w Misfit),
}

/// Tells one webhook from others: its signature, in hexadecimal digits of lower case.
///
/// ```
/// use pusher_typed::webhook::WebhookId;
///
/// let id: WebhookId = "2677AD3e7c090b2fa2c0fb13020d66d5420879b8316eb356a2d60fb9073bc778".parse()?;
/// assert_eq!(id.to_string(), "2677ad3e7c090b2fa2c0fb13020d66d5420879b8316eb356a2d60fb9073bc778");
/// assert!("2677".parse::<WebhookId>().is_err());
/// # Ok::<(), pusher_typed::webhook::ParseWebhookIdError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebhookId([u8; 32]);

impl WebhookId {
    /// The 32 bytes of the signature.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    #[cfg(feature = "testing")]
    pub(crate) fn of_bytes(bytes: [u8; 32]) -> Self {
        WebhookId(bytes)
    }
}

impl FromStr for WebhookId {
    type Err = ParseWebhookIdError;

    /// Reads 64 hexadecimal digits of either case.
    fn from_str(text: &str) -> Result<Self, ParseWebhookIdError> {
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(ParseWebhookIdError(())) };
        let pairs: &[[u8; 2]; 32] = pairs.try_into().map_err(|_| ParseWebhookIdError(()))?;
        let mut bytes = [0; 32];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Ok(WebhookId(bytes))
    }
}

/// The value of one hexadecimal digit.
fn digit(digit: u8) -> Result<u8, ParseWebhookIdError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(ParseWebhookIdError(())),
    }
}

impl fmt::Display for WebhookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for WebhookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookId({self})")
    }
}

/// A text that is not 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseWebhookIdError(());

impl fmt::Display for ParseWebhookIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a webhook's signature is 64 hexadecimal digits")
    }
}

impl std::error::Error for ParseWebhookIdError {}
