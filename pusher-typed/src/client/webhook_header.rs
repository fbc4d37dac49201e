//! The headers of a webhook's request, in the types that frameworks use.

use std::borrow::Cow;

use reqwest::header::HeaderValue;

/// A header of a webhook's request: a string, a header value, or an `Option`
/// of either. A header value that is not ASCII text counts as missing.
///
/// ```
/// use pusher_typed::client::WebhookHeader;
/// use reqwest::header::{HeaderMap, HeaderValue};
///
/// let headers = HeaderMap::from_iter([("x-pusher-key".parse()?, HeaderValue::from_static("key"))]);
/// assert_eq!(headers.get("x-pusher-key").value(), Some("key"));
/// assert_eq!(headers.get("x-pusher-signature").value(), None);
/// # Ok::<(), reqwest::header::InvalidHeaderName>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a header of a webhook",
    label = "needs a string, a `HeaderValue`, or an `Option` of either",
    note = "header values of another version of the crate `http` are passed as `value.to_str().ok()`"
)]
pub trait WebhookHeader {
    /// The text of the header; `None` if it is missing.
    fn value(&self) -> Option<&str>;
}

impl WebhookHeader for str {
    fn value(&self) -> Option<&str> {
        Some(self)
    }
}

impl WebhookHeader for String {
    fn value(&self) -> Option<&str> {
        Some(self)
    }
}

impl WebhookHeader for Cow<'_, str> {
    fn value(&self) -> Option<&str> {
        Some(self)
    }
}

impl WebhookHeader for HeaderValue {
    fn value(&self) -> Option<&str> {
        self.to_str().ok()
    }
}

impl<H: WebhookHeader + ?Sized> WebhookHeader for &H {
    fn value(&self) -> Option<&str> {
        (**self).value()
    }
}

impl<H: WebhookHeader> WebhookHeader for Option<H> {
    fn value(&self) -> Option<&str> {
        self.as_ref()?.value()
    }
}
