//! When to connect again
//! ([close codes](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#error-codes)).

use std::time::Duration;

/// The pause before the next attempt: `None` means never again.
///
/// `attempts` were made since a connection last held. The code that asks for a
/// return at once is obeyed the first time; a service that keeps saying so is
/// given the same pauses as any other.
pub(super) fn pause(
    code: Option<u16>,
    attempts: u32,
    (least, most): (Duration, Duration),
) -> Option<Duration> {
    match code {
        Some(4000..=4099) => None,
        Some(4200..=4299) if attempts == 0 => Some(Duration::ZERO),
        _ => {
            let full = least.saturating_mul(1 << attempts.min(16)).min(most.max(least));
            Some(full.div_f64(2.0) + full.div_f64(2.0).mul_f64(random_share()))
        }
    }
}

/// From 0 to 1, so that many subscribers do not return at the same moment.
fn random_share() -> f64 {
    f64::from(getrandom::u32().unwrap_or(u32::MAX / 2)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));

    #[test]
    fn each_class_of_codes_has_its_rule() {
        for code in [4000, 4001, 4099] {
            assert_eq!(pause(Some(code), 0, RANGE), None);
        }
        for code in [4200, 4201, 4299] {
            assert_eq!(pause(Some(code), 0, RANGE), Some(Duration::ZERO));
            assert!(pause(Some(code), 1, RANGE) > Some(Duration::ZERO));
        }
        for code in [Some(4100), Some(4199), Some(1006), Some(4300), None] {
            for (attempts, full) in [(0, 100), (1, 200), (3, 800), (4, 1000), (99, 1000)] {
                let pause = pause(code, attempts, RANGE).expect("a pause");
                let full = Duration::from_millis(full);
                assert!(pause >= full / 2 && pause <= full, "{code:?} {attempts} {pause:?}");
            }
        }
    }
}
