//! Random numbers from a seed.

/// The generator `SplitMix64`: short, and the same on every platform.
#[derive(Debug, Default)]
pub(super) struct Random(u64);

impl Random {
    /// One of the independent sequences of a seed.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        Random(Random(seed).next() ^ Random(stream).next().rotate_left(32))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0.0 to less than 1.0, in steps of 2^-32.
    pub(super) fn fraction(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or_default()) / 4_294_967_296.0
    }

    pub(super) fn hits(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }
}
