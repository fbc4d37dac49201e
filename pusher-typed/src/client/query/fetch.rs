//! Sends queries and reads their responses.

use std::{pin::Pin, sync::Arc};

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::error::{QueryError, checked};
use crate::{
    Channel, ChannelName,
    client::{
        handle::Client,
        unsigned_request::{Subject, UnsignedRequest},
    },
    transport::Response,
    wire::{
        endpoint::{Method, Resource},
        signature::QueryParams,
    },
};

/// The future of an awaited query.
pub type SendQuery<T> = Pin<Box<dyn Future<Output = Result<T, QueryError>> + Send>>;

impl Client {
    /// The channel's name, if it is not too long.
    pub(super) fn named<C: Channel>(&self, channel: &C) -> Result<ChannelName, QueryError> {
        checked(channel.name(), &self.config().limits)
    }

    /// Queries a resource and reads the response.
    pub(super) async fn fetch<T: DeserializeOwned>(
        &self,
        resource: Resource<'_>,
        params: QueryParams,
    ) -> Result<T, QueryError> {
        let response = self.request(Method::Get, resource, params, None).await?;
        serde_json::from_slice(response.body()).map_err(QueryError::invalid_response)
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
        let unsigned = UnsignedRequest {
            method,
            endpoint: &endpoint,
            params,
            body,
            idempotency_key: None,
            subject: Subject::Path,
        };
        self.execute(unsigned).await.map_err(QueryError::Request)
    }
}
