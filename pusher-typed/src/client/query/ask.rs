//! Sends a query and reads the response.

use std::{pin::Pin, sync::Arc};

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::error::{QueryError, checked};
use crate::{
    Channel, ChannelName,
    client::{
        call::{Call, Subject},
        handle::Client,
    },
    transport::Response,
    wire::{
        endpoint::{Method, Resource},
        signature::QueryParams,
    },
};

/// The future of a query that was awaited.
pub type SendQuery<T> = Pin<Box<dyn Future<Output = Result<T, QueryError>> + Send>>;

impl Client {
    /// The channel's name, if it is not too long.
    pub(super) fn named<C: Channel>(&self, channel: &C) -> Result<ChannelName, QueryError> {
        checked(channel.name(), &self.config().limits)
    }

    /// Asks about a resource and reads the answer.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        resource: Resource<'_>,
        params: QueryParams,
    ) -> Result<T, QueryError> {
        let response = self.request(Method::Get, resource, params, None).await?;
        serde_json::from_slice(response.body()).map_err(QueryError::answer)
    }

    pub(super) async fn request(
        &self,
        method: Method,
        resource: Resource<'_>,
        params: QueryParams,
        body: Option<Bytes>,
    ) -> Result<Response, QueryError> {
        let endpoint = self.config().app_url.resource(resource);
        let endpoint = Arc::new(endpoint.map_err(|_| QueryError::unaddressable(resource))?);
        let call =
            Call { method, endpoint: &endpoint, params, body, idempotency_key: None, subject: Subject::Path };
        self.execute(call).await.map_err(QueryError::Request)
    }
}
