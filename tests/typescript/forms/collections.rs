//! Maps, sets, lists and tuples; options; generic and recursive types.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use pusher_typed::Event;
use schemars::JsonSchema;
use serde::Serialize;

use super::FormsChannel;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    LeftSide,
    RightSide,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Box<Page<T>>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Either<A, B = u8> {
    pub a: Option<A>,
    pub b: B,
}

/// A tree.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Tree {
    pub value: u8,
    pub children: Vec<Tree>,
    pub by_name: BTreeMap<String, Tree>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Json {
    Null,
    Number(f64),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

/// An expression, where two types need each other.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "op", rename_all = "lowercase")]
pub enum Expression {
    Number { value: f64 },
    Sum { terms: Terms },
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Terms(Vec<Expression>);

#[derive(Debug, Clone, Serialize, JsonSchema, Event)]
#[pusher(channel = FormsChannel, event = "collections")]
pub struct Collections {
    pub by_text: HashMap<String, u8>,
    pub by_number: BTreeMap<u32, String>,
    pub by_signed: BTreeMap<i64, String>,
    pub by_variant: BTreeMap<Side, u8>,
    pub by_character: BTreeMap<char, bool>,
    pub of_maps: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
    pub of_options: BTreeMap<String, Option<u8>>,
    pub set: HashSet<u8>,
    pub ordered: BTreeSet<Side>,
    pub queue: VecDeque<Option<u8>>,
    pub single: (u8,),
    pub triple: (u8, String, Option<bool>),
    pub array: [u8; 3],
    pub of_pairs: [(u8, bool); 2],
    pub long_array: Box<[u8]>,
    pub none: [u8; 0],
    pub option: Option<u8>,
    #[expect(clippy::option_option, reason = "serde writes both as null")]
    pub nested_option: Option<Option<u8>>,
    pub list_of_unions: Vec<Result<u8, String>>,
    pub numbers: Page<u64>,
    pub sides: Page<Side>,
    pub deep: Page<Either<Page<String>, Side>>,
    pub either: Either<Box<str>>,
    pub tree: Tree,
    pub json: Json,
    pub expression: Expression,
}

pub fn collections() -> Collections {
    let text = || String::from("a");
    let leaf = |value| Tree { value, children: vec![], by_name: BTreeMap::new() };
    Collections {
        by_text: [(text(), 1)].into(),
        by_number: [(7, text())].into(),
        by_signed: [(-7, text())].into(),
        by_variant: [(Side::LeftSide, 1)].into(),
        by_character: [('é', true)].into(),
        of_maps: [(text(), [(text(), vec![1])].into())].into(),
        of_options: [(text(), None), ("b".to_owned(), Some(1))].into(),
        set: [1].into(),
        ordered: [Side::RightSide].into(),
        queue: [Some(1), None].into(),
        single: (1,),
        triple: (1, text(), None),
        array: [1, 2, 3],
        of_pairs: [(1, true), (2, false)],
        long_array: [1; 40].into(),
        none: [],
        option: None,
        nested_option: Some(None),
        list_of_unions: vec![Ok(1), Err(text())],
        numbers: Page { items: vec![1], next: Some(Box::new(Page { items: vec![], next: None })) },
        sides: Page { items: vec![Side::LeftSide], next: None },
        deep: Page {
            items: vec![Either { a: Some(Page { items: vec![text()], next: None }), b: Side::LeftSide }],
            next: None,
        },
        either: Either { a: Some("a".into()), b: 1 },
        tree: Tree { children: vec![leaf(2)], by_name: [(text(), leaf(3))].into(), ..leaf(1) },
        json: Json::List(vec![Json::Null, Json::Number(1.0), Json::Object([(text(), Json::Null)].into())]),
        expression: Expression::Sum {
            terms: Terms(vec![Expression::Number { value: 1.0 }, Expression::Sum { terms: Terms(vec![]) }]),
        },
    }
}
