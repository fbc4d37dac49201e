//! Responses that may still come to a subscription that was given up.
//!
//! A subscription that the service has not confirmed in time is unsubscribed
//! from. If the confirmation was only late, it must not be taken for that of
//! the next attempt, of which nothing is known yet. The service handles messages
//! in order, so a ping after the unsubscription marks the place: what comes
//! before its pong belongs to the earlier attempt.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

/// The pings that wait for their pongs, and the channels that some of them are for.
#[derive(Default)]
pub(super) struct LateResponses {
    pings: VecDeque<Option<Arc<str>>>,
    channels: HashMap<Arc<str>, usize>,
}

impl LateResponses {
    /// A ping is sent, after the unsubscription from a channel or for another purpose.
    pub(super) fn pinged(&mut self, channel: Option<Arc<str>>) {
        if let Some(channel) = &channel {
            *self.channels.entry(Arc::clone(channel)).or_default() += 1;
        }
        self.pings.push_back(channel);
    }

    /// The service has sent a pong.
    pub(super) fn ponged(&mut self) {
        let Some(Some(channel)) = self.pings.pop_front() else { return };
        if let Some(pings) = self.channels.get_mut(&channel) {
            *pings -= 1;
            if *pings == 0 {
                self.channels.remove(&channel);
            }
        }
    }

    /// Whether a response on this channel belongs to an earlier attempt.
    pub(super) fn is_late(&self, channel: &str) -> bool {
        self.channels.contains_key(channel)
    }

    pub(super) fn clear(&mut self) {
        self.pings.clear();
        self.channels.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_are_late_until_the_pong_of_the_last_ping() {
        let mut late = LateResponses::default();
        late.pinged(None);
        late.pinged(Some("a".into()));
        late.pinged(Some("b".into()));
        late.pinged(Some("a".into()));
        for expected in [(true, true), (true, true), (true, false), (false, false)] {
            late.ponged();
            assert_eq!((late.is_late("a"), late.is_late("b")), expected);
        }
        late.ponged();
        assert!(!late.is_late("a"));
    }
}
