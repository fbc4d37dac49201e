//! The one way from a call to the service: sign, send, judge, perhaps repeat.

use std::sync::Arc;

use super::{
    call::Call,
    clock::unix_seconds,
    error::RequestError,
    handle::Client,
    trace::{note_pause, traced},
};
use crate::{
    transport::{Request, Response, TransportError},
    wire::{hex::Hex, signature::BodyMd5},
};

impl Client {
    /// Makes the call, as often as the retry policy says. Each attempt is
    /// signed anew, for the service refuses old signatures.
    pub(super) async fn execute(&self, call: Call<'_>) -> Result<Response, RequestError> {
        let config = self.config();
        let md5 = call.body.as_deref().map(BodyMd5::new);
        let mut attempt = 1;
        let mut may_have_arrived = false;
        loop {
            let error = match traced(&call, attempt, self.attempt(&call, md5.as_ref())).await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            let random = || getrandom::u64().unwrap_or_default();
            let Some(pause) = config.retry.pause(attempt, &error, random) else {
                return Err(if may_have_arrived { error.after_attempts() } else { error });
            };
            may_have_arrived |= error.may_have_arrived();
            note_pause(&call, attempt, pause, &error);
            config.clock.sleep(pause).await;
            attempt += 1;
        }
    }

    /// Makes the call once, whatever the retry policy says.
    #[cfg(feature = "publisher")]
    pub(super) async fn execute_once(&self, call: Call<'_>) -> Result<Response, RequestError> {
        let md5 = call.body.as_deref().map(BodyMd5::new);
        traced(&call, 1, self.attempt(&call, md5.as_ref())).await
    }

    /// Signs and sends once.
    async fn attempt(&self, call: &Call<'_>, md5: Option<&BodyMd5>) -> Result<Response, RequestError> {
        let (request, signature) = self.signed(call, md5);
        judge(self.config().transport.send(request).await, &signature)
    }

    /// The request, signed with the time now, and its signature.
    fn signed(&self, call: &Call<'_>, md5: Option<&BodyMd5>) -> (Request, Hex) {
        let config = self.config();
        let now = unix_seconds(config.clock.now());
        let signed = config.signer.query(call.method, call.endpoint, &call.params, now, md5);
        let request = Request {
            method: call.method,
            endpoint: Arc::clone(call.endpoint),
            query: signed.query,
            body: call.body.clone(),
            idempotency_key: call.idempotency_key.clone(),
            timeout: config.timeout,
        };
        (request, signed.signature)
    }
}

/// Only a status of success is success. A service may quote the request's
/// signature, which must not get into an error.
fn judge(outcome: Result<Response, TransportError>, signature: &Hex) -> Result<Response, RequestError> {
    match outcome.map(|response| response.without(signature.as_str())) {
        Ok(response) if response.is_success() => Ok(response),
        Ok(response) => Err(RequestError::from_response(&response)),
        Err(error) => Err(RequestError::Transport(error)),
    }
}
