//! In which order programs are deployed.

use pusher_typed::{
    Event,
    schema::{Breaks, Catalog, Change, Changes, DeploymentOrder},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = "private-one", event = "one")]
struct One<T> {
    v: T,
}

#[derive(Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = "private-two", event = "two")]
struct Two<T> {
    v: T,
}

fn catalog<A: JsonSchema + 'static, B: JsonSchema + 'static>() -> Catalog {
    Catalog::new("x", "1").events::<One<A>>().events::<Two<B>>()
}

fn changes(new: &Catalog, old: &Catalog) -> Changes {
    new.check(&old.async_api().expect("a document")).expect("they can be compared")
}

/// A type of which a newer version has more values, and one of which it has fewer.
type Wider<const N: bool> = <Pair<N> as Versions>::Wider;
type Narrower<const N: bool> = <Pair<N> as Versions>::Narrower;

struct Pair<const NEW: bool>;

trait Versions {
    type Wider;
    type Narrower;
}

impl Versions for Pair<false> {
    type Wider = u8;
    type Narrower = u16;
}

impl Versions for Pair<true> {
    type Wider = u16;
    type Narrower = u8;
}

#[test]
fn the_order_follows_from_who_breaks() {
    let order = |new: Catalog, old: Catalog| changes(&new, &old).deployment();
    assert_eq!(order(catalog::<u8, u8>(), catalog::<u8, u8>()), DeploymentOrder::Any);
    let added = catalog::<u8, u8>();
    assert_eq!(order(added, Catalog::new("x", "1").events::<One<u8>>()), DeploymentOrder::Any);
    let wider = order(catalog::<Wider<true>, u8>(), catalog::<Wider<false>, u8>());
    assert_eq!(wider, DeploymentOrder::SubscribersFirst);
    let narrower = order(catalog::<Narrower<true>, u8>(), catalog::<Narrower<false>, u8>());
    assert_eq!(narrower, DeploymentOrder::PublishersFirst);
    assert_eq!(order(catalog::<i8, u8>(), catalog::<u8, u8>()), DeploymentOrder::None);
    let gone = order(Catalog::new("x", "1").events::<One<u8>>(), catalog::<u8, u8>());
    assert_eq!(gone, DeploymentOrder::None);
}

#[test]
fn several_changes_have_an_order_only_if_all_have_the_same() {
    let wider = changes(&catalog::<Wider<true>, Wider<true>>(), &catalog::<Wider<false>, Wider<false>>());
    assert_eq!(wider.deployment(), DeploymentOrder::SubscribersFirst);
    assert_eq!(wider.breaking().count(), 2);
    let narrower =
        changes(&catalog::<Narrower<true>, Narrower<true>>(), &catalog::<Narrower<false>, Narrower<false>>());
    assert_eq!(narrower.deployment(), DeploymentOrder::PublishersFirst);
    let both =
        changes(&catalog::<Wider<true>, Narrower<true>>(), &catalog::<Wider<false>, Narrower<false>>());
    assert_eq!(both.deployment(), DeploymentOrder::None);
    let orders: Vec<_> = both.breaking().map(Change::deployment).collect();
    assert_eq!(orders, [DeploymentOrder::SubscribersFirst, DeploymentOrder::PublishersFirst]);
    let with_any =
        changes(&catalog::<Narrower<true>, u8>(), &Catalog::new("x", "1").events::<One<Narrower<false>>>());
    assert_eq!(with_any.deployment(), DeploymentOrder::PublishersFirst);
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Color")]
#[schemars(extend("x-pusher-other" = true))]
enum Colors {
    Red,
    #[serde(other)]
    Other,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Color")]
#[schemars(extend("x-pusher-other" = true))]
enum MoreColors {
    Red,
    Green,
    #[serde(other)]
    Other,
}

#[test]
fn generated_code_has_its_place_in_the_order() {
    let more = changes(&catalog::<MoreColors, u8>(), &catalog::<Colors, u8>());
    assert_eq!(more.breaking().count(), 0);
    assert_eq!(more.deployment(), DeploymentOrder::SubscribersFirst);
    let line = r#"compatible: private-one one v: type widened from "Red" or "Other" or any other to "Red" or "Green" or "Other" or any other (update generated TypeScript and JSON Schemas before the publishers)"#;
    assert!(more.to_string().contains(line), "{more}");
    let fewer = changes(&catalog::<Colors, u8>(), &catalog::<MoreColors, u8>());
    assert_eq!(fewer.breaking().count(), 0);
    assert_eq!(fewer.deployment(), DeploymentOrder::PublishersFirst);
    assert!(
        fewer.to_string().contains("(update generated TypeScript and JSON Schemas after the publishers)")
    );
    let of_code: Vec<Breaks> = fewer.iter().map(|change| change.breaks_generated_code).collect();
    assert!(of_code.contains(&Breaks::Publishers), "{fewer}");
    let mixed = changes(&catalog::<MoreColors, Narrower<true>>(), &catalog::<Colors, Narrower<false>>());
    assert_eq!(mixed.deployment(), DeploymentOrder::None);
}

#[test]
fn the_order_is_said_in_words_and_in_json() {
    let orders = [
        (DeploymentOrder::Any, "any", "deploy in any order"),
        (DeploymentOrder::SubscribersFirst, "subscribers_first", "deploy subscribers first"),
        (DeploymentOrder::PublishersFirst, "publishers_first", "deploy publishers first"),
        (DeploymentOrder::None, "none", "no deployment order is safe: add a new event or channel instead"),
    ];
    for (order, json, words) in orders {
        assert_eq!(serde_json::to_value(order).expect("JSON"), json);
        assert_eq!(order.to_string(), words);
    }
}
