//! Automaton for the decimal digits of the integers in a range.
//!
//! A number is less than a bound if it has fewer digits, or the same number of digits and a smaller digit at
//! the first difference. So a state is the number of digits read, and their order relative to the leading
//! digits of both bounds.

use crate::channel::CharSet;

/// The steps: a digit for each combination of orders relative to the two bounds, a leading zero, and a minus
/// sign.
pub(super) const STEPS: usize = 11;
const ZERO: usize = 9;
const MINUS: usize = 10;

/// The part of the characters read that affects the next steps. The state is this value, encoded as a number;
/// it is 0 at the start.
#[derive(Clone, Copy)]
struct Digits {
    negative: bool,
    /// Whether the number is 0.
    zero: bool,
    count: u32,
    to_least: Order,
    to_greatest: Order,
}

/// The order of the digits read relative to the same number of leading digits of a bound.
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

/// Whether the number is 0.
pub(super) const fn is_zero(state: u32) -> bool {
    Digits::numbered(state).zero
}

/// The smallest and largest absolute values of the positive or the negative numbers.
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

/// The next digits that result in these orders relative to the bounds.
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

/// The digits that change the order relative to a bound from `order` to `next`. `bound` is the next digit of
/// the bound.
const fn digits_by_order(order: Order, bound: Option<u8>, next: Order) -> CharSet {
    match (order, bound, next) {
        (Order::Same, Some(bound), Order::Same) => CharSet::byte(bound),
        (Order::Same, Some(bound), Order::Less) => {
            CharSet::between(b'0', bound).without(CharSet::byte(bound))
        }
        (Order::Same, Some(bound), Order::Greater) => {
            CharSet::between(bound, b'9').without(CharSet::byte(bound))
        }
        // The order is already decided, or the bound has no more digits.
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

/// The digit of the number at index `at`, counted from the left.
const fn digit_at(number: u128, at: u32) -> Option<u8> {
    let count = count_digits(number);
    if at >= count {
        return None;
    }
    Some(b'0' + (number / 10_u128.pow(count - 1 - at) % 10) as u8)
}
