//! What the service says after an event was triggered.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use crate::ChannelName;

/// The service accepted the event, or all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Triggered {
    /// What was asked for by [`Trigger::info`](super::Trigger::info), for the
    /// channels that the service answered about.
    pub channels: BTreeMap<ChannelName, ChannelInfo>,
}

/// What the service knows of a channel. What it did not say is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ChannelInfo {
    /// How many different users a presence channel has.
    #[serde(default)]
    pub user_count: Option<u64>,
    /// How many connections are subscribed to another channel, where the app has
    /// [counting](https://pusher.com/docs/channels/using_channels/events/#pusher-subscription_count) on.
    #[serde(default)]
    pub subscription_count: Option<u64>,
}

impl ChannelInfo {
    fn is_empty(self) -> bool {
        self == ChannelInfo::default()
    }
}

#[derive(Default, Deserialize)]
struct EventAnswer {
    #[serde(default, deserialize_with = "map_or_nothing")]
    channels: BTreeMap<String, ChannelInfo>,
}

#[derive(Default, Deserialize)]
struct BatchAnswer {
    #[serde(default)]
    batch: Vec<ChannelInfo>,
}

/// Servers in PHP write an empty map as `[]`.
pub(super) fn map_or_nothing<'de, D: Deserializer<'de>>(
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
    /// Adds the answer to one event. An empty body says nothing.
    pub(super) fn add_event(&mut self, body: &[u8]) -> Result<(), serde_json::Error> {
        let answer: EventAnswer = read(body)?;
        let named = |(name, info): (String, _)| Some((ChannelName::new(name).ok()?, info));
        self.channels.extend(answer.channels.into_iter().filter_map(named));
        Ok(())
    }

    /// Adds the answer to a batch, whose items went to these channels; `None`
    /// stands for a user.
    pub(super) fn add_batch<'a>(
        &mut self,
        channels: impl IntoIterator<Item = Option<&'a ChannelName>>,
        body: &[u8],
    ) -> Result<(), serde_json::Error> {
        let answer: BatchAnswer = read(body)?;
        for (channel, info) in channels.into_iter().zip(answer.batch) {
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
    fn answers_without_information() {
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
        let channels = event(&body).expect("an answer").channels;
        assert_eq!(channels.len(), 2);
        let (a, b) = (channels[&name("a")], channels[&name("presence-b")]);
        assert_eq!((a.subscription_count, a.user_count), (Some(2), None));
        assert_eq!((b.subscription_count, b.user_count), (None, Some(3)));
    }

    #[test]
    fn what_is_no_answer_is_an_error() {
        for body in
            ["OK", "<html>", r#"{"channels":{"a":{"user_count":"3"}}}"#, r#"{"channels":{"a":7}}"#, "[1"]
        {
            assert!(event(body).is_err(), "{body}");
        }
    }

    #[test]
    fn a_batch_is_answered_in_order() {
        let (a, b) = (name("a"), name("b"));
        let mut triggered = Triggered::default();
        let body = br#"{"batch":[{},{"subscription_count":1},{"subscription_count":9}]}"#;
        triggered.add_batch([Some(&a), Some(&b), None], body).expect("an answer");
        assert_eq!(triggered.channels.len(), 1);
        assert_eq!(triggered.channels[&b].subscription_count, Some(1));
    }
}
