//! What is proved of a subscription while the user's crate compiles.

use std::marker::PhantomData;

use super::event_set::check_received;
use crate::{Channel, EventSet};

/// That the set `E` has an event on the channel type `C`.
///
/// The constant is named where `C` is inferred, so that a mistake is reported
/// at the call of the function that names it, which is the user's.
pub(crate) struct Received<E, C>(PhantomData<(E, C)>);

impl<E: EventSet, C: Channel> Received<E, C> {
    pub(crate) const PROVED: Self = {
        check_received(&E::EVENTS, &C::PATTERN);
        Received(PhantomData)
    };

    /// Says which channel type is meant.
    #[expect(clippy::unused_self, reason = "`C` is inferred from it")]
    pub(crate) fn on(self, _: &C) {}
}
