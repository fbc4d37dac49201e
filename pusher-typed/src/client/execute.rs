//! The one way from a call to the service: sign, send, judge, perhaps repeat.

use std::sync::Arc;

use bytes::Bytes;

use super::{
    Client, RequestError,
    clock::unix_seconds,
    trace::{Subject, note_pause, traced},
};
use crate::{
    transport::{Method, Request, Response, TransportError},
    wire::{
        endpoint::Endpoint,
        signature::{BodyMd5, QueryParams, signature_of},
    },
};

/// A request before it is signed.
pub(super) struct Call<'c> {
    pub(super) method: Method,
    pub(super) endpoint: &'c Arc<Endpoint>,
    pub(super) params: QueryParams,
    pub(super) body: Option<Bytes>,
    /// What it is about, for spans.
    pub(super) subject: Subject<'c>,
}

impl Client {
    /// Makes the call, as often as the retry policy says. Each attempt is
    /// signed anew, for the service refuses old signatures.
    pub(super) async fn execute(&self, call: Call<'_>) -> Result<Response, RequestError> {
        let parts = &self.inner.parts;
        let md5 = call.body.as_deref().map(BodyMd5::of);
        let mut attempt = 1;
        loop {
            let request = self.signed(&call, md5.as_ref());
            let error = match traced(&call, attempt, self.attempt(request)).await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            let random = || getrandom::u64().unwrap_or_default();
            let Some(pause) = parts.retry.pause(attempt, &error, random) else { return Err(error) };
            note_pause(&call, attempt, pause, &error);
            parts.clock.sleep(pause).await;
            attempt += 1;
        }
    }

    /// The request, signed with the time now.
    fn signed(&self, call: &Call<'_>, md5: Option<&BodyMd5>) -> Request {
        let parts = &self.inner.parts;
        let now = unix_seconds(parts.clock.now());
        Request {
            method: call.method,
            endpoint: Arc::clone(call.endpoint),
            query: parts.signer.query(call.method, call.endpoint, &call.params, now, md5),
            body: call.body.clone(),
            timeout: parts.timeout,
        }
    }

    async fn attempt(&self, request: Request) -> Result<Response, RequestError> {
        // A service may quote the signature when it refuses it.
        let signature = signature_of(&request.query).to_owned();
        judge(self.inner.parts.transport.send(request).await, &signature)
    }
}

/// Only a status of success is success.
fn judge(outcome: Result<Response, TransportError>, signature: &str) -> Result<Response, RequestError> {
    match outcome {
        Ok(response) if response.is_success() => Ok(response),
        Ok(response) => Err(RequestError::of_response(&response, signature)),
        Err(error) => Err(RequestError::Transport(error)),
    }
}
