//! The decimal digits of the integers of a range, character by character.
//!
//! A number is within a bound when it has fewer digits, or as many of which the
//! first that differs is smaller. So a state is the number of digits that were
//! read, and how they compare to the first digits of either bound.

use crate::channel::CharSet;

/// A digit by how it compares to both bounds, a leading zero, a minus.
pub(super) const STEPS: usize = 11;
const ZERO: usize = 9;
const MINUS: usize = 10;

/// What was read, as far as it matters; `state` is a number for it, 0 before all.
#[derive(Clone, Copy)]
struct Digits {
    negative: bool,
    /// It is the number 0.
    zero: bool,
    count: u32,
    to_least: Order,
    to_greatest: Order,
}

/// How digits compare to as many first ones of a bound.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Same,
    Less,
    Greater,
}

impl Order {
    const ALL: [Order; 3] = [Order::Same, Order::Less, Order::Greater];
}

impl Digits {
    const fn number(self) -> u32 {
        self.negative as u32
            | (self.zero as u32) << 1
            | (self.to_least as u32) << 2
            | (self.to_greatest as u32) << 4
            | self.count << 6
    }

    const fn numbered(state: u32) -> Digits {
        Digits {
            negative: state & 1 == 1,
            zero: state >> 1 & 1 == 1,
            to_least: Order::ALL[(state >> 2 & 3) as usize],
            to_greatest: Order::ALL[(state >> 4 & 3) as usize],
            count: state >> 6,
        }
    }
}

/// The number of characters that were read.
pub(super) const fn len(state: u32) -> usize {
    let digits = Digits::numbered(state);
    (digits.count + digits.negative as u32) as usize
}

/// Whether it is the number 0.
pub(super) const fn is_zero(state: u32) -> bool {
    Digits::numbered(state).zero
}

/// The least and greatest of the numbers without their sign that are positive, or negative.
const fn magnitudes(min: i128, max: u128, negative: bool) -> (u128, u128) {
    match (negative, min < 0) {
        (true, _) => (1, min.unsigned_abs()),
        (false, true) => (0, max),
        (false, false) => (min.unsigned_abs(), max),
    }
}

pub(super) const fn step(min: i128, max: u128, state: u32, at: usize) -> (CharSet, u32) {
    let digits = Digits::numbered(state);
    let first = digits.count == 0;
    let (least, greatest) = magnitudes(min, max, digits.negative);
    let next = match at {
        _ if digits.zero => None,
        MINUS if first && !digits.negative && min < 0 => {
            Some((CharSet::byte(b'-'), Digits { negative: true, ..digits }))
        }
        ZERO if first && least == 0 => Some((CharSet::byte(b'0'), Digits { zero: true, count: 1, ..digits })),
        MINUS | ZERO => None,
        _ => digit(digits, least, greatest, Order::ALL[at / 3], Order::ALL[at % 3]),
    };
    let Some((chars, next)) = next else { return (CharSet::EMPTY, state) };
    let leading_zero = first && !next.zero;
    let chars = if leading_zero { chars.without(CharSet::byte(b'0')) } else { chars };
    (chars, next.number())
}

/// The digits after which what was read compares to the bounds in this way.
const fn digit(
    digits: Digits,
    least: u128,
    greatest: u128,
    to_least: Order,
    to_greatest: Order,
) -> Option<(CharSet, Digits)> {
    if digits.count == count_digits(greatest) {
        return None;
    }
    let chars = digits_by_order(digits.to_least, digit_at(least, digits.count), to_least)
        .intersection(digits_by_order(digits.to_greatest, digit_at(greatest, digits.count), to_greatest));
    Some((chars, Digits { count: digits.count + 1, to_least, to_greatest, ..digits }))
}

/// The digits by which one order to a bound, which goes on with `bound`, becomes the other.
const fn digits_by_order(order: Order, bound: Option<u8>, next: Order) -> CharSet {
    match (order, bound, next) {
        (Order::Same, Some(bound), Order::Same) => CharSet::byte(bound),
        (Order::Same, Some(bound), Order::Less) => {
            CharSet::between(b'0', bound).without(CharSet::byte(bound))
        }
        (Order::Same, Some(bound), Order::Greater) => {
            CharSet::between(bound, b'9').without(CharSet::byte(bound))
        }
        // It is decided, or the bound has no more digits.
        _ if order as u8 == next as u8 => CharSet::DIGITS,
        _ => CharSet::EMPTY,
    }
}

pub(super) const fn ends(min: i128, max: u128, state: u32) -> bool {
    let digits = Digits::numbered(state);
    if digits.count == 0 {
        return false;
    }
    let (least, greatest) = magnitudes(min, max, digits.negative);
    let (fewest, most) = (count_digits(least), count_digits(greatest));
    let enough = digits.count > fewest || digits.count == fewest && !matches!(digits.to_least, Order::Less);
    enough && (digits.count < most || digits.count == most && !matches!(digits.to_greatest, Order::Greater))
}

const fn count_digits(mut number: u128) -> u32 {
    let mut count = 1;
    while number >= 10 {
        number /= 10;
        count += 1;
    }
    count
}

/// The digit of the number at this place from the left.
const fn digit_at(number: u128, at: u32) -> Option<u8> {
    let count = count_digits(number);
    if at >= count {
        return None;
    }
    Some(b'0' + (number / 10_u128.pow(count - 1 - at) % 10) as u8)
}
