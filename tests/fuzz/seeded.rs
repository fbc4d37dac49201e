//! The fuzz targets as ordinary tests: over their corpus, and over mutations of it from a seed.

#[expect(unreachable_pub, reason = "the targets are a separate crate")]
#[path = "src/lib.rs"]
mod targets;

use std::{env, fs, path::Path, thread};

use targets::{authorization, documents, frames, webhook};

/// How many mutations each target gets: 1,000, or what the variable says.
const COUNT_VARIABLE: &str = "PUSHER_TYPED_MUTATIONS";

/// Texts that have a meaning for one of the targets.
const PIECES: [&[u8]; 24] = [
    b"\n",
    b"\x0c",
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"null",
    b"-1",
    b"1e999",
    b"18446744073709551616",
    b"\\ud800",
    b"\xff",
    b"\0",
    b"%00",
    b"\"event\":\"pusher:error\"",
    b"\"channel\":\"private-encrypted-vault\"",
    b"\"user_id\":7",
    b"\"$ref\":\"#/components/schemas/Said\"",
    b"\"events\":[]",
    b"\"type\":\"object\"",
];

#[test]
fn authorization() {
    run("authorization", authorization::run);
}

#[test]
fn documents() {
    run("documents", documents::run);
}

#[test]
fn frames() {
    run("frames", frames::run);
}

#[test]
fn webhook() {
    run("webhook", webhook::run);
}

fn run(target: &str, run: fn(&[u8])) {
    let corpus = corpus(target);
    for input in &corpus {
        check(run, input);
    }
    let count: usize = env::var(COUNT_VARIABLE).map_or(1000, |count| count.parse().expect("a number"));
    let mut random = Random(2012);
    for _ in 0..count {
        check(run, &random.mutation(&corpus));
    }
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(folder).expect("a corpus").flatten().map(|it| it.path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files.iter().map(|file| fs::read(file).expect("a readable file")).collect()
}

/// Runs a target, and prints the input if it fails.
fn check(run: fn(&[u8]), input: &[u8]) {
    struct Printed<'i>(&'i [u8]);
    impl Drop for Printed<'_> {
        fn drop(&mut self) {
            if thread::panicking() {
                eprintln!("the input: {:?}", String::from_utf8_lossy(self.0));
                eprintln!("its bytes: {:?}", self.0);
            }
        }
    }
    let _printed = Printed(input);
    run(input);
}

/// The generator `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than `end`, which is not zero.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).expect("64 bits")).expect("less than `end`")
    }

    /// An input of the corpus with up to eight changes.
    fn mutation(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut input = corpus[self.below(corpus.len())].clone();
        for _ in 0..=self.below(8) {
            self.change(&mut input, corpus);
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        let at = self.below(input.len() + 1);
        let end = at + self.below(input.len() - at + 1).min(64);
        match self.below(6) {
            0 => drop(input.drain(at..end)),
            1 => {
                let piece = PIECES[self.below(PIECES.len())];
                input.splice(at..at, piece.iter().copied());
            }
            2 => {
                let piece = PIECES[self.below(PIECES.len())];
                input.splice(at..end, piece.iter().copied());
            }
            3 => {
                let again = input[at..end].to_vec();
                input.splice(at..at, again);
            }
            4 => {
                let other = &corpus[self.below(corpus.len())];
                let from = self.below(other.len() + 1);
                input.truncate(at);
                input.extend(&other[from..]);
            }
            _ => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << self.below(8);
                }
            }
        }
    }
}
