//! What happens to a subscription, at random.

use proptest::{prelude::*, sample::Index};

/// How many events a page has at most.
pub(super) const PAGE: usize = 7;

#[derive(Debug, Clone)]
pub(super) enum Step {
    Publish(Fate),
    /// So many events, of which the first is lost.
    Burst(u16),
    /// One of the first messages on the wire arrives.
    Arrive(Index),
    /// A message of somebody else.
    Noise(Noise),
    Connect,
    Disconnect,
    Due,
    /// The service reads its log for the open request.
    Read(usize),
    Respond(Response),
    /// An earlier response comes once more.
    RespondAgain(Index),
    Take(usize),
    Trim(Index),
    /// A backup is restored, which has the events up to this one.
    Restore(Index),
    Resume(Index),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Fate {
    Sent,
    Lost,
    Doubled,
    PositionOnly,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Noise {
    Plain,
    /// A client event with a position.
    Forged(u64),
    Unreadable,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Response {
    Page,
    /// There was no room for this channel in the page.
    Empty {
        has_others: bool,
    },
    Omitted {
        has_others: bool,
    },
    Failed,
    Malformed(Malformed),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Malformed {
    FirstMissing,
    InnerMissing,
    Doubled,
    BeyondLast,
    OtherEpoch,
    Backward,
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let fate = prop_oneof![
        6 => Just(Fate::Sent),
        2 => Just(Fate::Lost),
        1 => Just(Fate::Doubled),
        1 => Just(Fate::PositionOnly),
    ];
    let noise =
        prop_oneof![Just(Noise::Plain), (0..30_u64).prop_map(Noise::Forged), Just(Noise::Unreadable),];
    let malformed = prop_oneof![
        Just(Malformed::FirstMissing),
        Just(Malformed::InnerMissing),
        Just(Malformed::Doubled),
        Just(Malformed::BeyondLast),
        Just(Malformed::OtherEpoch),
        Just(Malformed::Backward),
    ];
    let response = prop_oneof![
        6 => Just(Response::Page),
        1 => any::<bool>().prop_map(|has_others| Response::Empty { has_others }),
        1 => any::<bool>().prop_map(|has_others| Response::Omitted { has_others }),
        1 => Just(Response::Failed),
        1 => malformed.prop_map(Response::Malformed),
    ];
    let step = prop_oneof![
        60 => fate.prop_map(Step::Publish),
        1 => (1_000..1_010_u16).prop_map(Step::Burst),
        60 => any::<Index>().prop_map(Step::Arrive),
        5 => noise.prop_map(Step::Noise),
        10 => Just(Step::Connect),
        5 => Just(Step::Disconnect),
        30 => Just(Step::Due),
        15 => (0..PAGE + 1).prop_map(Step::Read),
        30 => response.prop_map(Step::Respond),
        3 => any::<Index>().prop_map(Step::RespondAgain),
        30 => (1..4_usize).prop_map(Step::Take),
        1 => any::<Index>().prop_map(Step::Trim),
        1 => any::<Index>().prop_map(Step::Restore),
        5 => any::<Index>().prop_map(Step::Resume),
    ];
    prop::collection::vec(step, 0..200)
}
