//! The check against what serde does: the values of each type of a family are written, and read as each other type.
//!
//! All pairs of a family are compared in both directions, as an event of the server and as a client event. `check` says
//! that subscribers break exactly if some value of the new type is not read as the old one, and that publishers break
//! exactly if some value of the old type is not read as the new one. If it says that generated code does not break, the
//! JSON Schemas accept the values as well. The names of untagged variants begin with `Un`; a value that is read as another
//! one of them is not read.
//!
//! The types are written by hand in `families`. Those in `generated` were written by `generator` from a seed.

use pusher_typed::schema::{Breaks, Changes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use versions::{Side, Version, reads, version};

mod generator;
mod items;
mod types;
mod validator;
mod versions;

/// The pairs for which the check and serde disagree, and how many were compared.
fn disagreements(family: &[Version]) -> (Vec<String>, usize) {
    let (mut wrong, mut pairs) = (Vec::new(), 0);
    for old in family {
        for new in family {
            for (sender, (before, after)) in ["server", "client"].iter().zip(old.sides.iter().zip(&new.sides))
            {
                pairs += 1;
                let pair = format!("{} -> {} ({sender})", old.name, new.name);
                wrong.extend(disagreement(&pair, (old, before), (new, after)));
            }
        }
    }
    (wrong, pairs)
}

fn disagreement(
    pair: &str,
    (old, before): (&Version, &Side),
    (new, after): (&Version, &Side),
) -> Option<String> {
    assert_eq!(before.refused(before), None, "{pair}: the schema of the old type refuses its own value");
    let changes = after.document.changes_since(&before.document).expect("they can be compared");
    let said = breaks(&changes);
    let truth = (!reads(old, after), !reads(new, before));
    if said != truth {
        return Some(format!("{pair}: check says {said:?}, serde {truth:?}\n{changes}"));
    }
    // Readers in other languages have the JSON Schemas.
    let also = |is_it: fn(Breaks) -> bool| changes.iter().any(|change| is_it(change.breaks_generated_code));
    let also = (also(Breaks::subscribers), also(Breaks::publishers));
    let said = (said.0 || also.0, said.1 || also.1);
    let truth = (!before.describes(after), !after.describes(before));
    let is_missed = (truth.0 && !said.0) || (truth.1 && !said.1);
    let is_false = (also.0 && !truth.0) || (also.1 && !truth.1);
    (is_missed || is_false).then(|| format!("{pair}: check says {said:?}, the schemas {truth:?}\n{changes}"))
}

/// Whether subscribers break, and whether publishers do.
fn breaks(changes: &Changes) -> (bool, bool) {
    let said = changes.iter().fold((false, false), |(subscribers, publishers), change| {
        (subscribers || change.breaks.subscribers(), publishers || change.breaks.publishers())
    });
    let is_breaking = changes.breaking().any(|change| change.breaks != Breaks::Neither);
    assert_eq!(is_breaking, said.0 || said.1);
    said
}

/// A family of types with their values; each is declared in a module of its own, so that all may have one name.
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
    let (mut wrong, mut pairs, mut breaking, mut untagged) = (Vec::new(), 0, 0, 0);
    for (number, family) in generated::FAMILIES.iter().enumerate() {
        let family = family();
        let (disagreements, compared) = disagreements(&family);
        wrong.extend(disagreements.into_iter().map(|it| format!("family {number}: {it}")));
        pairs += compared - family.len() * 2;
        let broken = |reader: &Version| {
            let sides = family.iter().flat_map(|writer| &writer.sides);
            sides.filter(|side| !reads(reader, side)).count()
        };
        breaking += family.iter().map(broken).sum::<usize>();
        untagged += family.iter().filter(|version| !version.variants.is_empty()).count();
    }
    assert!(wrong.is_empty(), "{} of {pairs} pairs:\n{}", wrong.len(), wrong.join("\n"));
    // In both directions, by both senders, and not all of one kind.
    assert!(pairs >= 2 * 2 * 200, "{pairs} pairs");
    assert!(breaking > pairs / 5 && breaking < pairs * 4 / 5, "{breaking} of {pairs} pairs break");
    assert!(untagged >= 12, "{untagged} types with untagged variants in their values");
}

#[test]
fn generated_types_have_every_form() {
    let source = std::fs::read_to_string(generated_file()).expect("it is there");
    for form in [
        "#[serde(tag = \"t\")] enum",
        "#[serde(tag = \"t\", content = \"c\")] enum",
        "#[serde(untagged)] enum",
        "#[serde(other)]",
        "#[serde(flatten)] z: BTreeMap",
        "#[serde(flatten)] y: T",
        "deny_unknown_fields",
        "skip_serializing_if",
        "alias = ",
        "#[serde(default)]",
        "w: Vec<T",
    ] {
        let count = source.matches(form).count();
        assert!(count >= 4, "{form}: {count}");
    }
}
