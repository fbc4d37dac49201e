//! The response to a trigger.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use crate::ChannelName;

/// The service accepted the event, or all of them.
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
/// # use pusher_typed::testing::ScriptedResponse;
/// # recorder.respond(ScriptedResponse::ok(r#"{"channels":{"private-orders-7":{"subscription_count":3}}}"#));
/// let triggered = client.trigger(&OrderShipped { id: 7 }).info().await?;
/// for (channel, info) in &triggered.channels {
///     println!("{:?} subscriptions to {channel}", info.subscription_count);
/// }
/// # assert_eq!(triggered.channels["private-orders-7"].subscription_count, Some(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Triggered {
    /// The information requested by [`Trigger::info`](super::Trigger::info), for the channels in
    /// the response.
    pub channels: BTreeMap<ChannelName, ChannelInfo>,
}

/// Information about a channel. A value that is not in the response is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ChannelInfo {
    /// The number of distinct users of a presence channel.
    #[serde(default)]
    pub user_count: Option<u64>,
    /// The number of subscriptions to a channel that is not a presence channel, if [subscription
    /// counting](https://pusher.com/docs/channels/using_channels/events/#pusher-subscription_count) is
    /// enabled for the app.
    #[serde(default)]
    pub subscription_count: Option<u64>,
}

impl ChannelInfo {
    fn is_empty(self) -> bool {
        self == ChannelInfo::default()
    }
}

#[derive(Default, Deserialize)]
struct EventResponse {
    #[serde(default, deserialize_with = "map_or_empty_array")]
    channels: BTreeMap<String, ChannelInfo>,
}

#[derive(Default, Deserialize)]
struct BatchResponse {
    #[serde(default)]
    batch: Vec<ChannelInfo>,
}

/// Servers in PHP write an empty map as `[]`.
pub(super) fn map_or_empty_array<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, ChannelInfo>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Channels {
        Map(BTreeMap<String, ChannelInfo>),
        Nothing([(); 0]),
    }
    Ok(match Option::deserialize(deserializer)? {
        Some(Channels::Map(map)) => map,
        Some(Channels::Nothing([])) | None => BTreeMap::new(),
    })
}

impl Triggered {
    /// Adds the response to one event. An empty body has no information.
    pub(super) fn add_event(&mut self, body: &[u8]) -> Result<(), serde_json::Error> {
        let response: EventResponse = read(body)?;
        let named = |(name, info): (String, _)| Some((ChannelName::new(name).ok()?, info));
        self.channels.extend(response.channels.into_iter().filter_map(named));
        Ok(())
    }

    /// Adds the response to a batch. `channels` are the channels of its items; `None` is a user.
    pub(super) fn add_batch<'a>(
        &mut self,
        channels: impl IntoIterator<Item = Option<&'a ChannelName>>,
        body: &[u8],
    ) -> Result<(), serde_json::Error> {
        let response: BatchResponse = read(body)?;
        for (channel, info) in channels.into_iter().zip(response.batch) {
            if let Some(channel) = channel.filter(|_| !info.is_empty()) {
                self.channels.insert(channel.clone(), info);
            }
        }
        Ok(())
    }
}

fn read<'b, T: Default + Deserialize<'b>>(body: &'b [u8]) -> Result<T, serde_json::Error> {
    if body.trim_ascii().is_empty() { Ok(T::default()) } else { serde_json::from_slice(body) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> ChannelName {
        ChannelName::new(text).expect("a channel name")
    }

    fn event(body: &str) -> Result<Triggered, serde_json::Error> {
        let mut triggered = Triggered::default();
        triggered.add_event(body.as_bytes()).map(|()| triggered)
    }

    #[test]
    fn responses_without_information() {
        for body in [
            "",
            " \n",
            "{}",
            r#"{"ok":true}"#,
            r#"{"channels":{}}"#,
            r#"{"channels":[]}"#,
            r#"{"channels":null}"#,
        ] {
            assert_eq!(event(body).expect(body), Triggered::default(), "{body}");
        }
    }

    #[test]
    fn counts_are_read_and_unknown_keys_ignored() {
        let body = r#"{"ok":true,"channels":{
            "a":{"subscription_count":2,"acknowledgement_id":"x"},
            "presence-b":{"user_count":3},"#
            .to_owned()
            + r##""#server-to-user-1":{}}}"##;
        let channels = event(&body).expect("a response").channels;
        assert_eq!(channels.len(), 2);
        let (a, b) = (channels[&name("a")], channels[&name("presence-b")]);
        assert_eq!((a.subscription_count, a.user_count), (Some(2), None));
        assert_eq!((b.subscription_count, b.user_count), (None, Some(3)));
    }

    #[test]
    fn an_invalid_response_is_an_error() {
        for body in
            ["OK", "<html>", r#"{"channels":{"a":{"user_count":"3"}}}"#, r#"{"channels":{"a":7}}"#, "[1"]
        {
            assert!(event(body).is_err(), "{body}");
        }
    }

    #[test]
    fn the_response_to_a_batch_is_in_order() {
        let (a, b) = (name("a"), name("b"));
        let mut triggered = Triggered::default();
        let body = br#"{"batch":[{},{"subscription_count":1},{"subscription_count":9}]}"#;
        triggered.add_batch([Some(&a), Some(&b), None], body).expect("a response");
        assert_eq!(triggered.channels.len(), 1);
        assert_eq!(triggered.channels[&b].subscription_count, Some(1));
    }
}
