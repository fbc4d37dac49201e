//! How every request reaches the service: it is signed, sent, its response checked, and perhaps
//! repeated.

use std::{sync::Arc, time::Duration};

use super::{
    clock::unix_seconds,
    error::RequestError,
    handle::Client,
    trace::{note_pause, traced},
    unsigned_request::UnsignedRequest,
};
use crate::{
    transport::{Request, Response, TransportError},
    wire::{hex::Hex, signature::BodyMd5},
};

impl Client {
    /// Sends the request, as often as the retry policy allows. Each attempt has a new signature,
    /// because the service rejects old timestamps.
    pub(super) async fn execute(&self, unsigned: UnsignedRequest<'_>) -> Result<Response, RequestError> {
        let config = self.config();
        let md5 = unsigned.body.as_deref().map(BodyMd5::new);
        let mut attempt = 1;
        let mut may_have_arrived = false;
        loop {
            let error =
                match traced(&unsigned, attempt, self.attempt(&unsigned, md5.as_ref(), config.timeout)).await
                {
                    Ok(response) => return Ok(response),
                    Err(error) => error,
                };
            let random = || getrandom::u64().unwrap_or_default();
            let Some(pause) = config.retry.pause(attempt, &error, random) else {
                return Err(if may_have_arrived { error.after_attempts() } else { error });
            };
            may_have_arrived |= error.may_have_arrived();
            note_pause(&unsigned, attempt, pause, &error);
            config.clock.sleep(pause).await;
            attempt += 1;
        }
    }

    /// Makes a single attempt, regardless of the retry policy.
    #[cfg(feature = "publisher")]
    pub(super) async fn execute_once(
        &self,
        unsigned: UnsignedRequest<'_>,
        timeout: Duration,
    ) -> Result<Response, RequestError> {
        let md5 = unsigned.body.as_deref().map(BodyMd5::new);
        traced(&unsigned, 1, self.attempt(&unsigned, md5.as_ref(), timeout)).await
    }

    /// Makes one attempt.
    async fn attempt(
        &self,
        unsigned: &UnsignedRequest<'_>,
        md5: Option<&BodyMd5>,
        timeout: Duration,
    ) -> Result<Response, RequestError> {
        let (request, signature) = self.signed(unsigned, md5, timeout);
        check(self.config().transport.send(request).await, &signature)
    }

    /// The request, signed with the current time, and its signature.
    fn signed(
        &self,
        unsigned: &UnsignedRequest<'_>,
        md5: Option<&BodyMd5>,
        timeout: Duration,
    ) -> (Request, Hex) {
        let config = self.config();
        let now = unix_seconds(config.clock.now());
        let signed = config.signer.query(unsigned.method, unsigned.endpoint, &unsigned.params, now, md5);
        let request = Request {
            method: unsigned.method,
            endpoint: Arc::clone(unsigned.endpoint),
            query: signed.query,
            body: unsigned.body.clone(),
            idempotency_key: unsigned.idempotency_key.clone(),
            timeout,
        };
        (request, signed.signature)
    }
}

/// Turns a response without a status of success into an error. Removes the request's signature from
/// the body, which a service may quote.
fn check(outcome: Result<Response, TransportError>, signature: &Hex) -> Result<Response, RequestError> {
    match outcome.map(|response| response.without(signature.as_str())) {
        Ok(response) if response.is_success() => Ok(response),
        Ok(response) => Err(RequestError::from_response(&response)),
        Err(error) => Err(RequestError::Transport(error)),
    }
}
