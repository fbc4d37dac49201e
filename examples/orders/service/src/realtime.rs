//! The realtime service, as one URL names it.

use pusher_typed::{
    Client,
    client::{ClientBuilder, RetryPolicy},
};

use crate::config::{PageConfig, UrlError};

/// The realtime service: a client of it for this service, and where pages connect.
#[derive(Debug, Clone)]
pub struct Realtime {
    pub(crate) client: Client,
    pub(crate) config: PageConfig,
}

impl Realtime {
    /// What `https://KEY:SECRET@HOST/apps/ID` names.
    ///
    /// # Errors
    /// When the URL is none of this kind; the error does not contain it.
    pub fn from_url(url: &str) -> Result<Realtime, UrlError> {
        let client = ClientBuilder::from_url(url)
            .map_err(UrlError::Client)?
            // Pages leave out what arrives twice: every event of the feed has a number.
            .retry(RetryPolicy::at_least_once(6))
            .build()
            .map_err(UrlError::Client)?;
        Ok(Realtime { client, config: PageConfig::from_url(url)? })
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Where pages connect.
    pub fn config(&self) -> &PageConfig {
        &self.config
    }
}
