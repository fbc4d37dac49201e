//! Compares the texts that placeholders accept.

use crate::schema::async_api::{Parameter, character_ranges as characters};

/// Whether `wide` accepts every text that `narrow` accepts.
pub(super) fn includes(wide: &Parameter, narrow: &Parameter) -> bool {
    if !narrow.values.is_empty() {
        return narrow.values.iter().all(|text| takes(wide, text));
    }
    let max = |parameter: &Parameter| parameter.max_length.unwrap_or(usize::MAX);
    wide.values.is_empty()
        && (wide.ty == narrow.ty || wide.ty == "text")
        && wide.min_length <= narrow.min_length
        && max(narrow) <= max(wide)
        && (wide.ty != "integer" || range(narrow).is_some_and(|(min, max)| spans(wide, min, max)))
        && !(wide.non_zero && !narrow.non_zero && spans(narrow, ZERO, ZERO))
        && characters(&narrow.chars).iter().all(|range| covered(*range, &characters(&wide.chars)))
}

fn takes(parameter: &Parameter, text: &str) -> bool {
    if !parameter.values.is_empty() {
        return parameter.values.iter().any(|value| value == text);
    }
    let chars = characters(&parameter.chars);
    let is_long_enough = text.len() >= parameter.min_length;
    let is_short_enough = parameter.max_length.is_none_or(|max| text.len() <= max);
    let is_value = |number| spans(parameter, number, number) && !(parameter.non_zero && number == ZERO);
    let is_number = parameter.ty != "integer" || Number::read(text).is_some_and(is_value);
    is_long_enough && is_short_enough && is_number && text.chars().all(|c| covered((c, c), &chars))
}

const ZERO: Number = Number::Natural(0);

/// An integer of any of Rust's types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Number {
    Negative(i128),
    Natural(u128),
}

impl Number {
    const MIN: Number = Number::Negative(i128::MIN);
    const MAX: Number = Number::Natural(u128::MAX);

    fn read(text: &str) -> Option<Self> {
        if text.starts_with('-') {
            return text.parse().ok().filter(|number| *number < 0).map(Number::Negative);
        }
        text.parse().ok().map(Number::Natural)
    }
}

/// The minimum and the maximum integer; `None` if one of them is not an integer in the document.
fn range(parameter: &Parameter) -> Option<(Number, Number)> {
    let bound = |text: &Option<String>, none| text.as_deref().map_or(Some(none), Number::read);
    Some((bound(&parameter.minimum, Number::MIN)?, bound(&parameter.maximum, Number::MAX)?))
}

/// Whether all integers from `min` to `max` are in the range.
fn spans(parameter: &Parameter, min: Number, max: Number) -> bool {
    range(parameter).is_some_and(|(least, greatest)| least <= min && max <= greatest)
}

/// Whether every character of a range is in `class`.
fn covered((first, last): (char, char), class: &[(char, char)]) -> bool {
    (first..=last).all(|c| class.iter().any(|(first, last)| (*first..=*last).contains(&c)))
}

#[cfg(test)]
mod tests {
    use super::{characters, includes};
    use crate::schema::async_api::Parameter;

    fn text(chars: &str, min_length: usize, max_length: Option<usize>) -> Parameter {
        let (description, values, ty, chars) = (None, Vec::new(), "text".to_owned(), chars.to_owned());
        let (minimum, maximum) = (None, None);
        Parameter {
            description,
            values,
            ty,
            chars,
            min_length,
            max_length,
            minimum,
            maximum,
            non_zero: false,
        }
    }

    #[test]
    fn a_class_is_read_as_it_is_written() {
        assert_eq!(characters("a-z0\\-"), [('a', 'z'), ('0', '0'), ('-', '-')]);
        assert_eq!(characters(&crate::channel::CharSet::CHANNEL.to_string()).len(), 10);
    }

    #[test]
    fn more_characters_and_lengths_are_wider() {
        assert!(includes(&text("a-z0-9", 1, None), &text("c-f", 2, Some(3))));
        assert!(!includes(&text("c-f", 1, None), &text("a-z", 1, None)));
        assert!(!includes(&text("a-z", 1, Some(9)), &text("a-z", 1, None)));
        assert!(!includes(&text("a-z", 2, None), &text("a-z", 1, None)));
    }

    #[test]
    fn a_number_is_a_text_and_a_text_is_no_number() {
        let number = Parameter { ty: "integer".to_owned(), ..text("0-9", 1, Some(20)) };
        assert!(includes(&text("0-9", 1, None), &number));
        assert!(!includes(&number, &text("0-9", 1, Some(20))));
    }

    fn integer(minimum: &str, maximum: &str) -> Parameter {
        let (minimum, maximum) = (Some(minimum.to_owned()), Some(maximum.to_owned()));
        Parameter { ty: "integer".to_owned(), minimum, maximum, ..text("0-9\\-", 1, Some(40)) }
    }

    #[test]
    fn more_integers_are_wider_beyond_what_one_type_holds() {
        let (unsigned, signed) = (integer("0", &u64::MAX.to_string()), integer("-9", &i64::MAX.to_string()));
        assert!(!includes(&signed, &unsigned) && !includes(&unsigned, &signed));
        assert!(includes(&integer("-10", "10"), &integer("-9", "0")));
        assert!(!includes(&integer("1", "9"), &integer("0", "9")));
        let all = integer(&i128::MIN.to_string(), &u128::MAX.to_string());
        assert!(includes(&all, &unsigned) && includes(&all, &signed) && !includes(&unsigned, &all));
        assert!(includes(&text("0-9\\-", 1, None), &all));
        assert!(includes(&Parameter { ty: "integer".to_owned(), ..text("0-9\\-", 1, None) }, &all));
    }

    #[test]
    fn all_integers_but_zero_are_fewer() {
        let without = || Parameter { non_zero: true, ..integer("-9", "9") };
        assert!(includes(&integer("-9", "9"), &without()) && includes(&without(), &without()));
        assert!(!includes(&without(), &integer("-9", "9")) && includes(&without(), &integer("1", "9")));
        let listed = |text: &str| Parameter { values: vec![text.to_owned()], ..integer("-9", "9") };
        assert!(includes(&without(), &listed("1")) && !includes(&without(), &listed("0")));
    }

    #[test]
    fn bounds_that_are_no_integers_hold_nothing() {
        assert!(!includes(&integer("nine", "9"), &integer("9", "9")));
        assert!(!includes(&integer("0", "9"), &integer("9", "")));
    }

    #[test]
    fn listed_numbers_have_to_be_in_the_range() {
        let of = |text: &str| Parameter { values: vec![text.to_owned()], ..integer("0", "9") };
        assert!(includes(&integer("0", "255"), &of("255")));
        assert!(!includes(&integer("0", "255"), &of("256")));
        assert!(!includes(&integer("0", "255"), &of("-1")));
        assert!(!includes(&integer("0", "255"), &of("a")));
    }

    #[test]
    fn listed_texts_are_compared_one_by_one() {
        let of = |values: &[&str]| Parameter {
            values: values.iter().map(|text| (*text).to_owned()).collect(),
            ..text("a-z", 2, Some(2))
        };
        assert!(includes(&of(&["eu", "us"]), &of(&["eu"])));
        assert!(!includes(&of(&["eu"]), &of(&["eu", "us"])));
        assert!(includes(&text("a-z", 1, None), &of(&["eu"])));
        assert!(!includes(&of(&["eu"]), &text("a-z", 2, Some(2))));
    }
}
