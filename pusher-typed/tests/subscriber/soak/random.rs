//! Random numbers from a seed, the same on every platform.

use std::time::Duration;

/// The generator `SplitMix64`.
pub(super) struct Random(u64);

impl Random {
    /// One of the independent sequences of a seed.
    pub(super) fn new(seed: u64, sequence: u64) -> Self {
        Random(Random(seed).next() ^ Random(!sequence).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than `limit`.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub(super) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).expect("an index")
    }

    pub(super) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub(super) fn duration(&mut self, longest: Duration) -> Duration {
        let millis = u64::try_from(longest.as_millis()).expect("a duration of a test");
        Duration::from_millis(self.below(millis + 1))
    }
}
