//! The realtime service, configured by a URL.

use pusher_typed::{
    Client,
    client::{ClientBuilder, RetryPolicy},
};

use crate::config::{PageConfig, UrlError};

/// The realtime service: a client for this service, and the connection settings of the page.
#[derive(Debug, Clone)]
pub struct Realtime {
    pub(crate) client: Client,
    pub(crate) config: PageConfig,
}

impl Realtime {
    /// The service at `https://KEY:SECRET@HOST/apps/ID`.
    ///
    /// # Errors
    /// Returns an error if the URL is invalid; the error does not contain it.
    pub fn from_url(url: &str) -> Result<Realtime, UrlError> {
        let client = ClientBuilder::from_url(url)
            .map_err(UrlError::Client)?
            // What the warehouse reports twice changes nothing.
            .retry(RetryPolicy::at_least_once(6))
            .build()
            .map_err(UrlError::Client)?;
        Ok(Realtime { client, config: PageConfig::from_url(url)? })
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The connection settings of the page.
    pub fn config(&self) -> &PageConfig {
        &self.config
    }
}
