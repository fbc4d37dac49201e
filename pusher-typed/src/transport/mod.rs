//! How requests are sent.
//!
//! The client signs requests and checks responses; a [`Transport`] sends and receives them. The
//! default is [`ReqwestTransport`]. Implement your own for another HTTP library, or to see what is
//! sent:
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

/// The future of [`Transport::send`].
pub type SendFuture<'t> = Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 't>>;

/// Sends one request and returns its response.
///
/// A transport must
/// - send the URL and the body unchanged, because both are signed;
/// - send the header of [`Request::idempotency_key`], if there is one;
/// - not follow redirects and send no `Referer`, because only the service may receive the signed
///   URL;
/// - stop after [`Request::timeout`];
/// - not repeat a request that may have arrived; that is up to the client's
///   [`RetryPolicy`](crate::client::RetryPolicy).
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Client, transport::{Request, SendFuture, Transport}, testing::Recorder};
/// use std::sync::{Arc, atomic::{AtomicU64, Ordering}};
///
/// /// Counts the requests that another transport sends.
/// struct Counting<T> { transport: T, requests: AtomicU64 }
///
/// impl<T: Transport> Transport for Counting<T> {
///     fn send(&self, request: Request) -> SendFuture<'_> {
///         self.requests.fetch_add(1, Ordering::Relaxed);
///         self.transport.send(request)
///     }
/// }
///
/// # let transport = Recorder::new();
/// let counting = Arc::new(Counting { transport, requests: AtomicU64::new(0) });
/// let client = Client::builder("1", "key", "secret").transport(Arc::clone(&counting)).build()?;
/// client.trigger_untyped(["news"], "headline", "text").await?;
/// assert_eq!(counting.requests.load(Ordering::Relaxed), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`.
    ///
    /// A response with any status is `Ok`. The [kind](TransportErrorKind) of an error states whether the request may
    /// have arrived, and so whether it is safe to repeat.
    fn send(&self, request: Request) -> SendFuture<'_>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request) -> SendFuture<'_> {
        T::send(self, request)
    }
}
