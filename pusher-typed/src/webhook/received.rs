//! A webhook that was received and verified.

use std::{
    fmt,
    str::FromStr,
    time::{Duration, SystemTime},
};

use thiserror::Error;

use super::{
    decode::{DecodedBody, WebhookBodyError, WebhookEvent, decode},
    incoming::Decrypt,
    raw::{Misfit, RawWebhookEvent},
};

/// A verified webhook and its events
/// ([webhooks](https://pusher.com/docs/channels/server_api/webhooks/)).
///
/// `client.webhook::<E>(…)` verifies and decodes one. Every event of the body
/// is in one of the three lists.
///
/// ```
/// use pusher_typed::{Channel, WebhookEvent, webhook::Webhook};
///
/// #[derive(Debug, PartialEq, Channel)]
/// #[pusher(channel = "private-orders-<id>")]
/// struct OrderChannel { id: u64 }
///
/// #[derive(Debug, PartialEq, WebhookEvent)]
/// enum AppHook {
///     #[pusher(channel_occupied)]
///     Watched(OrderChannel),
/// }
///
/// # let signature = "00".repeat(32).parse()?;
/// let body = br#"{"time_ms":1327078148132,"events":[
///     {"name":"channel_occupied","channel":"private-orders-7"},
///     {"name":"channel_vacated","channel":"private-orders-8"}]}"#;
/// let webhook: Webhook<AppHook> = Webhook::from_verified(signature, body)?;
/// assert_eq!(webhook.events, [AppHook::Watched(OrderChannel { id: 7 })]);
/// assert_eq!(webhook.unmatched[0].name(), "channel_vacated");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Webhook<E> {
    /// When the service created it (`time_ms`); a repetition has the time of the first attempt.
    pub time: SystemTime,
    /// The decoded events, in the order in which they were sent.
    pub events: Vec<E>,
    /// The events that no variant matches, in order. Empty if `E` has a variant `other`.
    pub unmatched: Vec<RawWebhookEvent>,
    /// The events whose content does not match their variant, in order.
    pub misfits: Vec<Misfit>,
    id: WebhookId,
}

impl<E: WebhookEvent> Webhook<E> {
    /// Decodes the body of a webhook whose signature **has already been verified** by other means.
    ///
    /// Payloads on encrypted channels are not decrypted. With the feature
    /// `client`, `Client::webhook` verifies, decrypts and decodes.
    ///
    /// # Errors
    /// Returns an error if the body is not the JSON of a webhook. Unknown events, and events that do not match their
    /// variant, are not errors.
    pub fn from_verified(signature: WebhookId, body: &[u8]) -> Result<Self, WebhookBodyError> {
        Webhook::decode(signature, body, None)
    }

    pub(crate) fn decode(
        id: WebhookId,
        body: &[u8],
        decrypt: Option<&Decrypt<'_>>,
    ) -> Result<Self, WebhookBodyError> {
        let body = std::str::from_utf8(body).map_err(|_| WebhookBodyError::Encoding)?;
        let DecodedBody { time_ms, events, unmatched, misfits } = decode(body, decrypt)?;
        let time = SystemTime::UNIX_EPOCH
            .checked_add(Duration::from_millis(time_ms))
            .ok_or(WebhookBodyError::Time)?;
        Ok(Webhook { time, events, unmatched, misfits, id })
    }
}

impl<E> Webhook<E> {
    /// Identifies the webhook: a service that repeats one, because the response
    /// was missing or not 2xx, sends the same body and so the same id.
    ///
    /// To handle each webhook once, keep the ids of the last ten minutes (or of
    /// the configured window) and skip the known ones. Two webhooks of the same
    /// millisecond with exactly the same events have the same id, too.
    pub fn id(&self) -> WebhookId {
        self.id
    }

    /// All events in the order in which they were sent.
    ///
    /// ```
    /// # use pusher_typed::webhook::{EventOutcome, Webhook, WebhookEvent};
    /// # fn show<E: WebhookEvent + std::fmt::Debug>(webhook: &Webhook<E>) {
    /// for outcome in webhook.in_order() {
    ///     match outcome {
    ///         EventOutcome::Event(event) => println!("{event:?}"),
    ///         EventOutcome::Unmatched(raw) => println!("not declared: {}", raw.name()),
    ///         EventOutcome::Misfit(misfit) => println!("{}: {}", misfit.raw.name(), misfit.error),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn in_order(&self) -> impl Iterator<Item = EventOutcome<'_, E>> {
        let mut events = self.events.iter();
        let mut unmatched = self.unmatched.iter().peekable();
        let mut misfits = self.misfits.iter().peekable();
        let count = self.events.len() + self.unmatched.len() + self.misfits.len();
        (0..count).filter_map(move |index| {
            if let Some(raw) = unmatched.next_if(|raw| raw.index() == index) {
                return Some(EventOutcome::Unmatched(raw));
            }
            if let Some(misfit) = misfits.next_if(|misfit| misfit.raw.index() == index) {
                return Some(EventOutcome::Misfit(misfit));
            }
            events.next().map(EventOutcome::Event)
        })
    }
}

/// The outcome of decoding one event of a webhook; see [`Webhook::in_order`].
#[derive(Debug)]
pub enum EventOutcome<'w, E> {
    /// The decoded event.
    Event(&'w E),
    /// No variant matches the event.
    Unmatched(&'w RawWebhookEvent),
    /// The content of the event does not match its variant.
    Misfit(&'w Misfit),
}

/// Identifies a webhook: its signature. `Display` writes 64 lower-case hexadecimal digits.
///
/// Together with the body, the signature allows anybody to send the webhook
/// again. `Debug` therefore does not show it.
///
/// ```
/// use pusher_typed::webhook::WebhookId;
///
/// let id: WebhookId = "2677AD3e7c090b2fa2c0fb13020d66d5420879b8316eb356a2d60fb9073bc778".parse()?;
/// assert_eq!(id.to_string(), "2677ad3e7c090b2fa2c0fb13020d66d5420879b8316eb356a2d60fb9073bc778");
/// assert_eq!(format!("{id:?}"), "WebhookId(…)");
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
    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        WebhookId(bytes)
    }
}

impl FromStr for WebhookId {
    type Err = ParseWebhookIdError;

    /// Parses 64 hexadecimal digits of either case.
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
        f.write_str("WebhookId(…)")
    }
}

/// A text that is not 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("invalid webhook id: it must have 64 hexadecimal digits")]
pub struct ParseWebhookIdError(());
