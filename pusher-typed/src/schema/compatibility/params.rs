//! Placeholders: which texts may stand for them.

use crate::schema::Parameter;

/// Whether every text that `narrow` takes is one that `wide` takes.
pub(super) fn includes(wide: &Parameter, narrow: &Parameter) -> bool {
    if !narrow.values.is_empty() {
        return narrow.values.iter().all(|text| takes(wide, text));
    }
    let max = |parameter: &Parameter| parameter.max_length.unwrap_or(usize::MAX);
    wide.values.is_empty()
        && (wide.ty == narrow.ty || wide.ty == "text")
        && wide.min_length <= narrow.min_length
        && max(narrow) <= max(wide)
        && characters(&narrow.chars).iter().all(|range| covered(*range, &characters(&wide.chars)))
}

fn takes(parameter: &Parameter, text: &str) -> bool {
    if !parameter.values.is_empty() {
        return parameter.values.iter().any(|value| value == text);
    }
    let chars = characters(&parameter.chars);
    let is_long_enough = text.len() >= parameter.min_length;
    let is_short_enough = parameter.max_length.is_none_or(|max| text.len() <= max);
    let is_number = parameter.ty != "integer" || text.parse::<i128>().is_ok();
    is_long_enough && is_short_enough && is_number && text.chars().all(|c| covered((c, c), &chars))
}

/// The ranges of a class such as `a-z0-9\-`.
fn characters(class: &str) -> Vec<(char, char)> {
    let mut ranges: Vec<(char, char)> = Vec::new();
    let mut rest = class.chars();
    let mut open = false;
    while let Some(c) = rest.next() {
        match (c, ranges.last_mut()) {
            ('\\', _) => ranges.extend(rest.next().map(|c| (c, c))),
            ('-', Some(_)) if !open => {
                open = true;
                continue;
            }
            (end, Some(range)) if open => range.1 = end,
            (c, _) => ranges.push((c, c)),
        }
        open = false;
    }
    ranges
}

/// Whether one by one the characters of a range are in `class`.
fn covered((first, last): (char, char), class: &[(char, char)]) -> bool {
    (first..=last).all(|c| class.iter().any(|(first, last)| (*first..=*last).contains(&c)))
}

#[cfg(test)]
mod tests {
    use super::{characters, includes};
    use crate::schema::Parameter;

    fn text(chars: &str, min_length: usize, max_length: Option<usize>) -> Parameter {
        let (description, values, ty, chars) = (None, Vec::new(), "text".to_owned(), chars.to_owned());
        Parameter { description, values, ty, chars, min_length, max_length }
    }

    #[test]
    fn a_class_is_read_as_it_is_written() {
        assert_eq!(characters("a-z0\\-"), [('a', 'z'), ('0', '0'), ('-', '-')]);
        assert_eq!(characters(&crate::CharSet::CHANNEL.to_string()).len(), 10);
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
