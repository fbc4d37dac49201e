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
        hex::Hex,
        signature::{BodyMd5, QueryParams},
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
            let error = match traced(&call, attempt, self.attempt(&call, md5.as_ref())).await {
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

    /// Signs and sends once.
    async fn attempt(&self, call: &Call<'_>, md5: Option<&BodyMd5>) -> Result<Response, RequestError> {
        let (request, signature) = self.signed(call, md5);
        judge(self.inner.parts.transport.send(request).await, &signature)
    }

    /// The request, signed with the time now, and its signature.
    fn signed(&self, call: &Call<'_>, md5: Option<&BodyMd5>) -> (Request, Hex) {
        let parts = &self.inner.parts;
        let now = unix_seconds(parts.clock.now());
        let signed = parts.signer.query(call.method, call.endpoint, &call.params, now, md5);
        let request = Request {
            method: call.method,
            endpoint: Arc::clone(call.endpoint),
            query: signed.query,
            body: call.body.clone(),
            timeout: parts.timeout,
        };
        (request, signed.signature)
    }
}

/// Only a status of success is success.
fn judge(outcome: Result<Response, TransportError>, signature: &Hex) -> Result<Response, RequestError> {
    match outcome {
        Ok(response) if response.is_success() => Ok(response),
        Ok(response) => Err(RequestError::of_response(&response, signature.as_str())),
        Err(error) => Err(RequestError::Transport(error)),
    }
}
