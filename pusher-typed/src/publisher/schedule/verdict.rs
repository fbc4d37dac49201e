//! The effect of a request's outcome on its events.

use crate::{client::RequestError, transport::TransportErrorKind};

/// The effect of a request's outcome on its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The service has accepted all of them.
    Delivered,
    /// The service has accepted none of them, for a reason that does not depend on them: no connection, a
    /// rate limit, a wrong key, a quota.
    NotAccepted,
    /// The service may have accepted them: a timeout, a broken connection, a failure of the service.
    MayHaveArrived,
    /// The service refuses one of them. In a batch others may have been delivered.
    Refused,
}

impl Verdict {
    /// The effect of a single attempt's outcome.
    pub fn new(outcome: &Result<(), RequestError>) -> Self {
        match outcome {
            Ok(()) => Verdict::Delivered,
            Err(RequestError::Api { status, .. }) => Verdict::from_status(*status),
            Err(RequestError::Transport(error)) if error.kind() == TransportErrorKind::NotSent => {
                Verdict::NotAccepted
            }
            Err(_) => Verdict::MayHaveArrived,
        }
    }

    fn from_status(status: u16) -> Self {
        match status {
            // For an invalid event, Pusher and Sockudo respond with 400 and 413, Laravel Reverb with 422.
            400 | 413 | 422 => Verdict::Refused,
            500.. => Verdict::MayHaveArrived,
            _ => Verdict::NotAccepted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::TransportError;

    fn status(status: u16) -> Verdict {
        Verdict::new(&Err(RequestError::Api { status, body: String::new(), retry_after: None }))
    }

    #[test]
    fn every_outcome_has_a_verdict() {
        assert_eq!(Verdict::new(&Ok(())), Verdict::Delivered);
        let transport = |error: TransportError| Verdict::new(&Err(error.into()));
        assert_eq!(transport(TransportError::not_sent("no route")), Verdict::NotAccepted);
        assert_eq!(transport(TransportError::timeout("late")), Verdict::MayHaveArrived);
        assert_eq!(transport(TransportError::other("reset")), Verdict::MayHaveArrived);
        for refused in [400, 413, 422] {
            assert_eq!(status(refused), Verdict::Refused, "{refused}");
        }
        for not_accepted in [301, 401, 403, 404, 429] {
            assert_eq!(status(not_accepted), Verdict::NotAccepted, "{not_accepted}");
        }
        for uncertain in [500, 502, 503, 504, 599] {
            assert_eq!(status(uncertain), Verdict::MayHaveArrived, "{uncertain}");
        }
    }
}
