//! Handwritten families of types. Each contains changes that the check once missed or reported without reason.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::{NonZeroI32, NonZeroU8, NonZeroU128},
};

use super::{versions::Changed, *};
use pusher_typed::schema::Catalog;

#[test]
fn numbers_and_texts() {
    let family = family![
        small: u8 {} [0, 255],
        signed: i8 {} [-128, 127, 0],
        middle: u16 {} [0, 65535],
        integer: i32 {} [i32::MIN, 0, i32::MAX],
        not_zero: NonZeroI32 {} [NonZeroI32::MIN, NonZeroI32::MAX],
        positive: NonZeroU8 {} [NonZeroU8::MIN, NonZeroU8::MAX],
        large: u64 {} [0, u64::MAX],
        wide: i64 {} [i64::MIN, 0, i64::MAX],
        float: f64 {} [0.5, -1e300],
        widest: i128 {} [i128::MIN, 0, i128::MAX],
        widest_natural: u128 {} [0, u128::MAX],
        widest_positive: NonZeroU128 {} [NonZeroU128::MIN, NonZeroU128::MAX],
        boolean: bool {} [true, false],
        text: String {} [String::new(), "ab".to_owned()],
        character: char {} ['a', 'é'],
        nothing: () {} [()],
        option: Option<u8> {} [None, Some(0), Some(255)],
        option_of_text: Option<String> {} [None, Some("ab".to_owned())],
        any: serde_json::Value {} [serde_json::json!(null), serde_json::json!({ "a": [1.5, "x", true] }), serde_json::json!("abc")],
    ];
    assert_agree(&family, 2 * 360);
}

#[test]
fn lists_and_maps() {
    let family = family![
        list: Vec<u8> {} [vec![], vec![1, 1], vec![255; 4]],
        wider: Vec<u16> {} [vec![], vec![300]],
        array: [u8; 2] {} [[1, 255]],
        longer: [u8; 3] {} [[1, 2, 3]],
        tuple: (u8, u16) {} [(1, 300)],
        same: (u8, u8) {} [(255, 255)],
        texts: Vec<String> {} [vec!["a".to_owned()]],
        map: BTreeMap<String, u8> {} [BTreeMap::new(), [("a".to_owned(), 255)].into()],
        map_of_u16: BTreeMap<String, u16> {} [[("a".to_owned(), 300)].into()],
        by_number: BTreeMap<u8, u8> {} [[(7, 7)].into()],
        by_signed: BTreeMap<i8, u8> {} [[(-7, 7)].into()],
        options: Vec<Option<u8>> {} [vec![None, Some(255)]],
        by_name: BTreeMap<Key, u8> { #[derive(PartialOrd, Eq, Ord)] enum Key { A, B } } [BTreeMap::new(), [(Key::A, 1), (Key::B, 255)].into()],
        by_more_names: BTreeMap<Key, u8> { #[derive(PartialOrd, Eq, Ord)] enum Key { A, B, C } } [BTreeMap::new(), [(Key::A, 1), (Key::C, 255)].into()],
        named: T { struct T { #[serde(rename = "A")] a: u8 } } [T { a: 255 }],
    ];
    assert_agree(&family, 2 * 220);
}

#[test]
fn fields() {
    let family = family![
        one: T { struct T { a: u8 } } [T { a: 255 }],
        two: T { struct T { a: u8, b: u8 } } [T { a: 255, b: 255 }],
        text: T { struct T { a: u8, b: String } } [T { a: 1, b: "x".to_owned() }],
        option: T { struct T { a: u8, b: Option<u8> } } [T { a: 1, b: None }, T { a: 1, b: Some(255) }],
        default: T { struct T { a: u8, #[serde(default)] b: u8 } } [T { a: 1, b: 255 }],
        skipped: T { struct T { a: u8, #[serde(default, skip_serializing_if = "Option::is_none")] b: Option<u8> } } [T { a: 1, b: None }, T { a: 1, b: Some(255) }],
        skipped_default: T { struct T { a: u8, #[serde(default, skip_serializing_if = "super::is_zero")] b: u8 } } [T { a: 1, b: 0 }, T { a: 1, b: 255 }],
        refuses: T { #[serde(deny_unknown_fields)] struct T { a: u8 } } [T { a: 255 }],
        refuses_two: T { #[serde(deny_unknown_fields)] struct T { a: u8, b: u8 } } [T { a: 255, b: 255 }],
        refuses_default: T { #[serde(deny_unknown_fields)] struct T { a: u8, #[serde(default)] b: u8 } } [T { a: 255, b: 255 }],
        wider: T { struct T { a: u16 } } [T { a: 300 }],
        open: T { struct T { a: u8, #[serde(flatten)] others: BTreeMap<String, u8> } } [T { a: 1, others: [("z".to_owned(), 255)].into() }, T { a: 1, others: BTreeMap::new() }],
        open_texts: T { struct T { a: u8, #[serde(flatten)] others: BTreeMap<String, String> } } [T { a: 1, others: [("z".to_owned(), "x".to_owned())].into() }],
        open_any: T { struct T { a: u8, #[serde(flatten)] others: BTreeMap<String, serde_json::Value> } } [T { a: 1, others: [("z".to_owned(), serde_json::json!(null))].into() }],
        open_text: T { struct T { a: u8, b: String, #[serde(flatten)] others: BTreeMap<String, u8> } } [T { a: 1, b: "x".to_owned(), others: [("z".to_owned(), 255)].into() }],
        open_option: T { struct T { a: u8, #[serde(default, skip_serializing_if = "Option::is_none")] b: Option<String>, #[serde(flatten)] others: BTreeMap<String, u8> } } [T { a: 1, b: None, others: [("z".to_owned(), 255)].into() }, T { a: 1, b: Some("x".to_owned()), others: BTreeMap::new() }],
        renamed: T { struct T { a: u8, #[serde(alias = "b")] #[schemars(extend("x-pusher-aliases" = ["b"]))] c: u8 } } [T { a: 1, c: 255 }],
        both_names: T { struct T { a: u8, #[serde(alias = "c")] #[schemars(extend("x-pusher-aliases" = ["c"]))] b: u8 } } [T { a: 1, b: 255 }],
        nothing: T { struct T {} } [T {}],
    ];
    assert_agree(&family, 2 * 360);
}

#[test]
fn enums() {
    let family = family![
        names: T { enum T { A, B } } [T::A, T::B],
        more: T { enum T { A, B, C } } [T::A, T::B, T::C],
        other: T { #[schemars(extend("x-pusher-other" = true))] enum T { A, #[serde(other)] B } } [T::A, T::B],
        fields: T { enum T { A { a: u8 }, B } } [T::A { a: 255 }, T::B],
        fields_and_more: T { enum T { A { a: u8, #[serde(default)] b: u8 }, B, C(u8) } } [T::A { a: 255, b: 1 }, T::B, T::C(255)],
        tagged: T { #[serde(tag = "t")] enum T { A { a: u8 }, B } } [T::A { a: 255 }, T::B],
        tagged_more: T { #[serde(tag = "t")] enum T { B, A { a: u8 }, C { c: u8 } } } [T::A { a: 255 }, T::B, T::C { c: 255 }],
        tagged_other: T { #[serde(tag = "t")] #[schemars(extend("x-pusher-other" = true))] enum T { A { a: u8 }, #[serde(other)] B } } [T::A { a: 255 }, T::B],
        tagged_wider: T { #[serde(tag = "t")] enum T { A { a: u16 }, B } } [T::A { a: 300 }, T::B],
        adjacent: T { #[serde(tag = "t", content = "c")] enum T { A { a: u8 }, B } } [T::A { a: 255 }, T::B],
        adjacent_more: T { #[serde(tag = "t", content = "c")] enum T { A { a: u8 }, B, C(u8) } } [T::A { a: 255 }, T::B, T::C(255)],
        adjacent_other: T { #[serde(tag = "t", content = "c")] #[schemars(extend("x-pusher-other" = "c"))] enum T { A { a: u8 }, #[serde(other)] B } } [T::A { a: 255 }, T::B],
        adjacent_units: T { #[serde(tag = "t", content = "c")] enum T { A { a: u8 }, B, D } } [T::A { a: 255 }, T::B, T::D],
        structure: T { struct T { t: String } } [T { t: "A".to_owned() }],
        structure_of_tagged: T { enum Tag { A } struct T { t: Tag, a: u8 } } [T { t: Tag::A, a: 255 }],
        structure_of_any_tag: T { struct T { t: String, a: u8 } } [T { t: "A".to_owned(), a: 255 }, T { t: "C".to_owned(), a: 1 }],
        structure_of_key: T { struct Content { a: u8 } #[serde(rename_all = "UPPERCASE")] struct T { a: Content } } [T { a: Content { a: 255 } }],
        only_tagged: T { #[serde(tag = "t")] enum T { A { a: u8 } } } [T::A { a: 255 }],
        only_fields: T { enum T { A { a: u8 } } } [T::A { a: 255 }],
        structure_of_adjacent: T { enum Tag { A } struct Content { a: u8 } struct T { t: Tag, c: Content } } [T { t: Tag::A, c: Content { a: 255 } }],
        text: String {} ["zzz".to_owned()],
    ];
    assert_agree(&family, 2 * 400);
}

#[test]
fn untagged_enums() {
    let family = family![
        small_first: T { #[serde(untagged)] enum T { UnA { a: u8 }, UnB { a: u8, b: u8 } } } [T::UnA { a: 1 }, T::UnB { a: 1, b: 255 }],
        large_first: T { #[serde(untagged)] enum T { UnB { a: u8, b: u8 }, UnA { a: u8 } } } [T::UnA { a: 1 }, T::UnB { a: 1, b: 255 }],
        with_text: T { #[serde(untagged)] enum T { UnB { a: u8, b: u8 }, UnA { a: u8 }, UnC(String) } } [T::UnA { a: 1 }, T::UnB { a: 1, b: 255 }, T::UnC("x".to_owned())],
        text_first: T { #[serde(untagged)] enum T { UnC(String), UnB { a: u8, b: u8 }, UnA { a: u8 } } } [T::UnA { a: 1 }, T::UnB { a: 1, b: 255 }, T::UnC("x".to_owned())],
        numbers: T { #[serde(untagged)] enum T { UnI(u8), UnF(f64) } } [T::UnI(255), T::UnF(0.5)],
        floats_first: T { #[serde(untagged)] enum T { UnF(f64), UnI(u8) } } [T::UnI(255), T::UnF(0.5)],
        plain: T { struct T { a: u8 } } [T { a: 255 }],
        mutual: T { #[serde(untagged)] enum Inner { UnN(u8), UnO(Vec<T>) } #[serde(untagged)] enum T { UnS(String), UnI { inner: Inner } } } [T::UnS("x".to_owned()), T::UnI { inner: Inner::UnN(255) }, T::UnI { inner: Inner::UnO(vec![T::UnS("y".to_owned()), T::UnI { inner: Inner::UnN(0) }]) }],
        mutual_wider: T { #[serde(untagged)] enum Inner { UnN(u16), UnO(Vec<T>) } #[serde(untagged)] enum T { UnS(String), UnI { inner: Inner } } } [T::UnI { inner: Inner::UnO(vec![T::UnI { inner: Inner::UnN(300) }]) }],
    ];
    assert_agree(&family, 2 * 81);
}

#[test]
fn sets_are_lists_without_duplicates() {
    // serde reads a list with duplicates and drops them; validators of JSON Schema refuse it.
    let list = Catalog::new("oracle", "1").events::<Changed<Vec<u8>>>();
    let set = Catalog::new("oracle", "1").events::<Changed<BTreeSet<u8>>>();
    let breaks = |new: &Catalog, old: &Catalog| {
        let changes = new.check(&old.async_api().expect("a document")).expect("they can be compared");
        changes.breaking().map(|change| change.breaks).collect::<Vec<_>>()
    };
    assert_eq!(breaks(&set, &list), [Breaks::Publishers]);
    assert_eq!(breaks(&list, &set), [Breaks::Subscribers]);
}
