//! Compares the check with serde: the values of each type of a family are written, and read as each other type.
//!
//! All pairs of a family are compared in both directions. `check` says that subscribers break exactly if some value of
//! the new type is not read as the old one, and that publishers break exactly if some value of the old type is not
//! read as the new one. The names of untagged variants begin with `Un`; a value that is read as another
//! one of them is not read.
//!
//! The types are written by hand in `families`. Those in `generated` were written by `generator` from a seed.

use std::fmt::Debug;

use pusher_typed::{
    Event,
    schema::{Breaks, Catalog},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

mod generator;
mod types;

/// An event of any payload type.
#[derive(Debug, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = "private-oracle", event = "changed")]
struct Changed<T> {
    v: T,
}

/// One version of a payload: its catalog, its values as JSON with their variants, and how it reads JSON.
struct Version {
    name: &'static str,
    catalog: fn() -> Catalog,
    written: Vec<(String, Vec<String>)>,
    read: fn(&str) -> Option<Vec<String>>,
    /// The untagged variants that the values have.
    variants: Vec<String>,
}

fn version<T>(name: &'static str, values: Vec<T>) -> Version
where
    T: Debug + Serialize + DeserializeOwned + JsonSchema + 'static,
{
    Version {
        name,
        catalog: || Catalog::new("oracle", "1").events::<Changed<T>>(),
        variants: variants(&values),
        written: values.into_iter().map(|v| written(&Changed { v })).collect(),
        read: |json| serde_json::from_str::<Changed<T>>(json).ok().map(|read| variants(&read)),
    }
}

fn written<T: Debug + Serialize + DeserializeOwned>(value: &Changed<T>) -> (String, Vec<String>) {
    let json = serde_json::to_string(value).expect("it is JSON");
    // What the type itself reads, for untagged variants hide each other.
    let meant =
        serde_json::from_str::<Changed<T>>(&json).map_or_else(|_| variants(value), |it| variants(&it));
    (json, meant)
}

/// The names of the untagged variants in a value.
fn variants(value: &impl Debug) -> Vec<String> {
    let text = format!("{value:?}");
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.starts_with("Un")).map(str::to_owned).collect()
}

/// Whether all values of a version are read by another one as what they are.
fn reads(reader: &Version, writer: &Version) -> bool {
    // A variant that only the writer has was renamed, or another one reads its values.
    let is_known = |meant: &[String]| meant.iter().all(|variant| reader.variants.contains(variant));
    writer.written.iter().all(|(json, meant)| {
        (reader.read)(json).is_some_and(|read| !is_known(meant) || is_part(&read, meant))
    })
}

/// Whether the variants are among the expected ones, in this order: a reader may ignore some fields.
fn is_part(read: &[String], meant: &[String]) -> bool {
    let mut meant = meant.iter();
    meant.len() == 0 || read.iter().all(|variant| meant.any(|other| other == variant))
}

/// The pairs for which the check and serde disagree, and how many were compared.
fn disagreements(family: &[Version]) -> (Vec<String>, usize) {
    let documents: Vec<_> = family.iter().map(|it| (it.catalog)().async_api().expect("a document")).collect();
    let (mut wrong, mut pairs) = (Vec::new(), 0);
    for (old, before) in family.iter().zip(&documents) {
        for (new, after) in family.iter().zip(&documents) {
            pairs += 1;
            let changes = after.changes_since(before).expect("they can be compared");
            let said = changes.iter().fold((false, false), |(subscribers, publishers), change| {
                (subscribers || change.breaks.subscribers(), publishers || change.breaks.publishers())
            });
            let is_breaking = changes.breaking().any(|change| change.breaks != Breaks::Neither);
            assert_eq!(is_breaking, said.0 || said.1);
            let truth = (!reads(old, new), !reads(new, old));
            if said != truth {
                let (from, to) = (old.name, new.name);
                wrong.push(format!("{from} -> {to}: check says {said:?}, serde {truth:?}\n{changes}"));
            }
        }
    }
    (wrong, pairs)
}

/// A family of types with their values. Each is declared in a separate module, so that all can have the same name.
macro_rules! family {
    ($($name:ident: $ty:ty { $($item:item)* } [$($value:expr),* $(,)?]),* $(,)?) => {{
        $(
            #[allow(dead_code, unused_imports, non_snake_case)]
            mod $name {
                use super::*;
                $(
                    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
                    $item
                )*
                pub(super) fn version() -> Version {
                    super::version::<$ty>(stringify!($name), vec![$($value),*])
                }
            }
        )*
        vec![$($name::version()),*]
    }};
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde requires it")]
fn is_zero(number: &u8) -> bool {
    *number == 0
}

fn assert_agree(family: &[Version], least: usize) {
    let (wrong, pairs) = disagreements(family);
    assert!(wrong.is_empty(), "{} of {pairs} pairs:\n{}", wrong.len(), wrong.join("\n"));
    assert!(pairs >= least, "{pairs} pairs");
}

mod families;
#[rustfmt::skip]
mod generated;

/// The file that `generator` writes.
fn generated_file() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/generated.rs")
}

#[test]
fn the_generated_types_are_those_of_their_seed() {
    let seed = std::env::var("UPDATE_ORACLE").ok().map(|seed| seed.parse().expect("a number"));
    let source = generator::source(seed.unwrap_or(generated::SEED));
    if seed.is_some() {
        std::fs::write(generated_file(), &source).expect("written");
    }
    let written = std::fs::read_to_string(generated_file()).expect("it is there");
    assert!(written == source, "run this test with UPDATE_ORACLE={}, then all of them", generated::SEED);
}

#[test]
fn generated_types() {
    let (mut wrong, mut pairs, mut breaking) = (Vec::new(), 0, 0);
    for (number, family) in generated::FAMILIES.iter().enumerate() {
        let family = family();
        let (disagreements, compared) = disagreements(&family);
        wrong.extend(disagreements.into_iter().map(|it| format!("family {number}: {it}")));
        pairs += compared - family.len();
        let broken = |reader: &Version| family.iter().filter(|writer| !reads(reader, writer)).count();
        breaking += family.iter().map(broken).sum::<usize>();
    }
    assert!(wrong.is_empty(), "{} of {pairs} pairs:\n{}", wrong.len(), wrong.join("\n"));
    // In both directions, and not all of one kind.
    assert!(pairs >= 2 * 200, "{pairs} pairs");
    assert!(breaking > pairs / 5 && breaking < pairs * 4 / 5, "{breaking} of {pairs} pairs break");
}
