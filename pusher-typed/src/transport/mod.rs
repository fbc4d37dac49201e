//! How requests leave the process.
//!
//! The client signs requests and judges answers; a [`Transport`] carries them.
//! The built-in one is [`ReqwestTransport`]. Bring your own for another HTTP
//! stack, or to see what is sent:
//!
//! ```
//! use pusher_typed::{
//!     Client,
//!     transport::{Request, Response, SendFuture, Transport},
//! };
//!
//! /// Prints requests instead of sending them.
//! struct DryRun;
//!
//! impl Transport for DryRun {
//!     fn send(&self, request: Request) -> SendFuture<'_> {
//!         println!("{request:?}");
//!         Box::pin(async { Ok(Response::new(200, "{}")) })
//!     }
//! }
//!
//! let client = Client::builder("1", "key", "secret").transport(DryRun).build()?;
//! # Ok::<(), pusher_typed::client::ConfigError>(())
//! ```

mod error;
mod request;
mod reqwest;
mod response;

use std::{pin::Pin, sync::Arc};

pub(crate) use self::reqwest::{ReqwestSettings, SettingsError};
pub use self::{
    error::{TransportError, TransportErrorKind},
    request::Request,
    reqwest::ReqwestTransport,
    response::Response,
};
pub use crate::wire::endpoint::Method;

/// What [`Transport::send`] gives back.
pub type SendFuture<'t> = Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 't>>;

/// Sends one request and brings its answer.
///
/// A transport must
/// - send the URL and the body exactly as they are, for both are signed;
/// - send the header of [`Request::idempotency_key`], if there is one;
/// - not follow redirects and send no `Referer`: the signed URL is for the service alone;
/// - give up after [`Request::timeout`];
/// - not repeat a request that may have arrived; the client's
///   [`RetryPolicy`](crate::client::RetryPolicy) decides that.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`.
    ///
    /// Any status is an answer. An error's [kind](TransportErrorKind) says
    /// whether the request can have arrived, and so whether it is safe to repeat.
    fn send(&self, request: Request) -> SendFuture<'_>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request) -> SendFuture<'_> {
        T::send(self, request)
    }
}
