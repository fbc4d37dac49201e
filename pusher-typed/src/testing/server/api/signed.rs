//! Authentication: the signature is verified before anything else of a request is used
//! ([authentication](https://pusher.com/docs/channels/library_auth_reference/rest-api/#authentication)).

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{Method, Uri},
};
use url::form_urlencoded;

use super::response::ApiError;
use crate::{
    client::Clock as _,
    testing::server::{app::App, settings::Settings},
    wire::signature::BodyMd5,
};

/// The maximum difference between the time of a request and that of the server, in seconds.
const WINDOW: u64 = 600;

/// A request that was signed with the app's key and secret.
pub(super) struct Signed {
    params: Vec<(String, String)>,
    pub(super) body: Bytes,
}

impl Signed {
    /// The value of a parameter; `None` if it is missing or empty.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        let (_, value) = self.params.iter().find(|(key, _)| key == name)?;
        Some(&**value).filter(|value| !value.is_empty())
    }

    /// The requested attributes.
    pub(super) fn info(&self) -> Vec<&str> {
        self.param("info").map(|info| info.split(',').map(str::trim).collect()).unwrap_or_default()
    }
}

impl FromRequest<Arc<App>> for Signed {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, ApiError> {
        if let Some(scripted) = ApiError::scripted(app).await {
            return Err(scripted);
        }
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let body = Bytes::from_request(request, app).await;
        let body = body.map_err(|error| ApiError::too_large(error.to_string()))?;
        let query = uri.query().unwrap_or_default();
        let params = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let signed = Signed { params, body };
        signed.check(&app.settings, &method, &uri).map(|()| signed)
    }
}

impl Signed {
    fn check(&self, settings: &Settings, method: &Method, uri: &Uri) -> Result<(), ApiError> {
        self.check_app(settings, uri)?;
        self.check_time(settings)?;
        if self.required("auth_version")? != "1.0" {
            return Err(ApiError::auth("`auth_version` is not 1.0"));
        }
        let signature = self.required("auth_signature")?;
        if !settings.is_signature(signature, &self.signed_text(method, uri)) {
            return Err(ApiError::auth(format!(
                "invalid signature: it is not the HMAC SHA256, in hexadecimal, of \"{method}\\n{}\\n\" and the sorted query",
                uri.path()
            )));
        }
        self.check_body(method)
    }

    fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.param(name).ok_or_else(|| ApiError::auth(format!("the parameter `{name}` is missing")))
    }

    fn check_app(&self, settings: &Settings, uri: &Uri) -> Result<(), ApiError> {
        let id = uri.path().split('/').nth(2).unwrap_or_default();
        if id != settings.app_id.as_str() {
            return Err(ApiError::not_found("unknown app id"));
        }
        if self.required("auth_key")? != settings.signer.key().as_str() {
            return Err(ApiError::auth("`auth_key` is not the key of this app"));
        }
        Ok(())
    }

    fn check_time(&self, settings: &Settings) -> Result<(), ApiError> {
        let time: u64 = self
            .required("auth_timestamp")?
            .parse()
            .map_err(|_| ApiError::auth("`auth_timestamp` is not a number of seconds"))?;
        let now = crate::client::unix_seconds(settings.clock.now());
        if now.abs_diff(time) > WINDOW {
            return Err(ApiError::auth(format!(
                "timestamp expired: {time} is not within {WINDOW} s of the server's time, {now}"
            )));
        }
        Ok(())
    }

    /// The method, the path and the parameters: names in lower case, sorted, not percent-encoded.
    fn signed_text(&self, method: &Method, uri: &Uri) -> String {
        let mut params: Vec<_> = self
            .params
            .iter()
            .map(|(name, value)| (name.to_lowercase(), value))
            .filter(|(name, _)| name != "auth_signature")
            .collect();
        params.sort();
        let params: Vec<_> = params.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{method}\n{}\n{}", uri.path(), params.join("&"))
    }

    /// Checks that the body is the one that was signed.
    fn check_body(&self, method: &Method) -> Result<(), ApiError> {
        if method != Method::POST || (self.body.is_empty() && self.param("body_md5").is_none()) {
            return Ok(());
        }
        if self.required("body_md5")?.eq_ignore_ascii_case(BodyMd5::new(&self.body).as_str()) {
            Ok(())
        } else {
            Err(ApiError::auth("`body_md5` is not the MD5 of the body"))
        }
    }
}
