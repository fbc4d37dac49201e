//! Triggers: events that are ready to be sent.

use std::{borrow::Cow, fmt, pin::Pin};

use serde::Serialize;

use super::{
    error::TriggerError,
    handle::Client,
    outgoing::{Outgoing, Recipients},
    send::{EventPlan, send},
    triggered::Triggered,
};
use crate::{
    Channel, ChannelName, ChannelParam, SendUserEvent, SocketId, TriggerEvent, TriggerEventBy, UserId,
    channel::UnencryptedChannel,
};

impl Client {
    /// Sends an event to the channels that its fields identify.
    pub fn trigger<E: TriggerEvent + ?Sized>(&self, event: &E) -> Trigger {
        let channels = event.channel_names().map(Recipients::Channels).map_err(TriggerError::from);
        self.trigger_to(E::EVENT.into(), channels, event.data())
    }

    /// Sends an event to a channel that it was declared for.
    pub fn trigger_on<C, E, D>(&self, channel: &C, event: &E) -> Trigger
    where
        C: Channel<Delivery = D> + ?Sized,
        E: TriggerEventBy<C, D> + ?Sized,
    {
        let channels = channel.name().map(|name| Recipients::Channels(vec![name]));
        self.trigger_to(E::EVENT.into(), channels.map_err(TriggerError::from), event.data())
    }

    /// Sends one event to any number of channels of a type. More than 100 channels are split into
    /// several requests.
    ///
    /// A channel that appears twice receives the event once. Without any channel, nothing is sent and
    /// the call succeeds.
    pub fn trigger_on_many<'c, C, E, D>(
        &self,
        channels: impl IntoIterator<Item = &'c C>,
        event: &E,
    ) -> Trigger
    where
        C: UnencryptedChannel<Delivery = D> + 'c,
        E: TriggerEventBy<C, D> + ?Sized,
    {
        let names: Result<_, _> = channels.into_iter().map(C::name).collect();
        let channels = names.map(Recipients::Channels).map_err(TriggerError::from);
        self.trigger_to(E::EVENT.into(), channels, event.data())
    }

    /// Sends an event to a signed-in user, on all of the user's connections
    /// ([sending events to users](https://pusher.com/docs/channels/server_api/server-to-user-messages/)).
    ///
    /// The id has the type that the application uses, such as a number, a string or a newtype.
    pub fn send_to_user<I, E>(&self, user_id: &I, event: &E) -> Trigger
    where
        I: ChannelParam + ?Sized,
        E: SendUserEvent + ?Sized,
    {
        let user = UserId::new(user_id).map(Recipients::User).map_err(TriggerError::UserId);
        self.trigger_to(E::EVENT.into(), user, event.data())
    }

    /// Sends an event without a declared type. The checks that the compiler makes for declared types are made at
    /// run time instead, before anything is sent.
    ///
    /// An encrypted channel must be the only one; its payload is encrypted.
    ///
    /// ```no_run
    /// # async fn example(client: pusher_typed::Client) -> Result<(), pusher_typed::client::TriggerError> {
    /// client.trigger_untyped(["my-channel"], "my-event", &serde_json::json!({"any": "thing"})).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn trigger_untyped<N: AsRef<str>>(
        &self,
        channels: impl IntoIterator<Item = N>,
        event: &str,
        data: &(impl Serialize + ?Sized),
    ) -> Trigger {
        let names: Result<_, _> = channels.into_iter().map(|name| untyped_name(name.as_ref())).collect();
        let channels = names.map(Recipients::Channels);
        self.trigger_to(Cow::Owned(event.to_owned()), channels, data)
    }

    /// Sends an event without a declared type to a signed-in user; see
    /// [`send_to_user`](Client::send_to_user).
    pub fn send_to_user_untyped<I: ChannelParam + ?Sized>(
        &self,
        user_id: &I,
        event: &str,
        data: &(impl Serialize + ?Sized),
    ) -> Trigger {
        let user = UserId::new(user_id).map(Recipients::User).map_err(TriggerError::UserId);
        self.trigger_to(Cow::Owned(event.to_owned()), user, data)
    }

    /// Checks and serializes an event immediately, so that the trigger does not borrow from it.
    fn trigger_to<T: Serialize + ?Sized>(
        &self,
        event: Cow<'static, str>,
        to: Result<Recipients, TriggerError>,
        data: &T,
    ) -> Trigger {
        let outgoing = to.and_then(|to| Outgoing::new(&self.inner, event, to, data));
        Trigger { client: self.clone(), outgoing, idempotent: false }
    }
}

/// A channel name without a declared type.
fn untyped_name(name: &str) -> Result<ChannelName, TriggerError> {
    if name.starts_with("#server-to-user-") {
        return Err(TriggerError::UserChannel);
    }
    Ok(ChannelName::new(name)?)
}

/// The future of an awaited [`Trigger`].
pub type SendTrigger = Pin<Box<dyn Future<Output = Result<Triggered, TriggerError>> + Send>>;

/// An event that was checked and serialized. Awaiting it sends it.
///
/// It borrows nothing, so it can be moved to another task. If the event is invalid, awaiting it
/// returns the error.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Event, testing::Recorder};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// let trigger = client.trigger(&OrderShipped { id: 7 }).exclude(&"1.2".parse()?);
/// assert_eq!(trigger.recipients(), ["private-orders-7"]);
/// assert_eq!(trigger.size(), Some(r#"{"id":7}"#.len()));
///
/// trigger.await?;
/// assert_eq!(recorder.sent()[0].exclude, Some("1.2".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a trigger does nothing until it is awaited or added to a batch"]
pub struct Trigger {
    client: Client,
    outgoing: Result<Outgoing, TriggerError>,
    idempotent: bool,
}

impl Trigger {
    pub(crate) fn into_outgoing(self) -> Result<Outgoing, TriggerError> {
        self.outgoing
    }

    /// A trigger of an event that was prepared by this client before.
    #[cfg(feature = "publisher")]
    pub(crate) fn from_outgoing(client: Client, outgoing: Outgoing) -> Self {
        Trigger { client, outgoing: Ok(outgoing), idempotent: false }
    }

    /// Whether it was made by this client or a clone of it.
    #[cfg(feature = "publisher")]
    pub(crate) fn is_made_by(&self, client: &Client) -> bool {
        std::sync::Arc::ptr_eq(&self.client.inner, &client.inner)
    }

    /// Excludes a connection from the recipients, usually the one that caused the event ([excluding
    /// recipients](https://pusher.com/docs/channels/server_api/excluding-event-recipients/)).
    pub fn exclude(mut self, socket_id: &SocketId) -> Self {
        if let Ok(outgoing) = &mut self.outgoing {
            outgoing.exclude = Some(socket_id.clone());
        }
        self
    }

    /// Requests information about the channels: the number of users of a presence channel, the
    /// number of subscriptions to another channel. See [`Triggered::channels`].
    ///
    /// It has no effect on an event to a user.
    pub fn info(mut self) -> Self {
        if let Ok(outgoing) = &mut self.outgoing {
            outgoing.info = true;
        }
        self
    }

    /// Sends an idempotency key, so that a server that supports it delivers the event once,
    /// regardless of the number of attempts.
    ///
    /// Each request of the call has its own random key, which all its attempts send in the header
    /// `X-Idempotency-Key`. With [`RetryPolicy::at_least_once`](super::RetryPolicy::at_least_once), Sockudo then
    /// delivers an event once if all attempts are made within 120 seconds, the time to live of its keys. The
    /// hosted service ignores the header.
    ///
    /// In a [batch](super::Batch), the option of the batch applies.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }
}

/// Accessors, for logs and for storing an event.
impl Trigger {
    /// The event's name; `None` if the event is invalid.
    pub fn event_name(&self) -> Option<&str> {
        self.outgoing.as_ref().ok().map(|outgoing| &*outgoing.event)
    }

    /// The names of the channels, or `#server-to-user-ID`; empty if the event is invalid.
    pub fn recipients(&self) -> Vec<String> {
        let outgoing = self.outgoing.as_ref().ok();
        outgoing.into_iter().flat_map(|outgoing| outgoing.to.each()).map(|to| to.to_string()).collect()
    }

    /// The size of the payload in bytes as it is sent, after encryption; `None` if the event is invalid.
    pub fn size(&self) -> Option<usize> {
        self.outgoing.as_ref().ok().map(|outgoing| outgoing.size)
    }

    /// The error that awaiting the trigger returns, if the event is invalid.
    pub fn error(&self) -> Option<&TriggerError> {
        self.outgoing.as_ref().err()
    }
}

impl IntoFuture for Trigger {
    type Output = Result<Triggered, TriggerError>;
    type IntoFuture = SendTrigger;

    fn into_future(self) -> SendTrigger {
        Box::pin(async move {
            let plan = EventPlan::new(self.outgoing?, &self.client);
            send(&self.client, plan, self.idempotent).await
        })
    }
}

/// Without the payload.
impl fmt::Debug for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Trigger");
        match &self.outgoing {
            Ok(outgoing) => {
                let to: Vec<String> = outgoing.to.each().map(|recipient| recipient.to_string()).collect();
                f.field("event", &outgoing.event)
                    .field("channels", &to)
                    .field("size", &outgoing.size)
                    .field("exclude", &outgoing.exclude)
                    .field("info", &outgoing.info)
                    .finish_non_exhaustive()
            }
            Err(error) => f.field("error", error).finish_non_exhaustive(),
        }
    }
}
