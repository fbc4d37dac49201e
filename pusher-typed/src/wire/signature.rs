//! The signature of a request to the HTTP API
//! ([authentication](https://pusher.com/docs/channels/library_auth_reference/rest-api/#authentication)).

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    endpoint::{Endpoint, Method},
    hex::Hex,
    identifier::Identifier,
    member::{ChannelData, UserData},
};
use crate::{ChannelName, SocketId};

/// Every character that is not unreserved in RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The parameters of a query other than those of the signature.
///
/// Their names sort after `body_md5`, as all names in the HTTP API do. Their values are validated.
/// A trigger has no such parameters.
#[derive(Debug, Default)]
pub(crate) struct QueryParams(Vec<(&'static str, String)>);

impl QueryParams {
    /// Restricts the list to channels whose names have this prefix.
    pub(crate) fn filter_by_prefix(&mut self, prefix: &ChannelName) {
        self.0.push(("filter_by_prefix", prefix.to_string()));
    }

    /// Requests attributes. Without attributes, the parameter is omitted.
    pub(crate) fn info(&mut self, attributes: &[Attribute]) {
        if !attributes.is_empty() {
            let names: Vec<_> = attributes.iter().map(|attribute| attribute.as_str()).collect();
            self.0.push(("info", names.join(",")));
        }
    }

    /// Appends the parameters in order, each after a `&`.
    fn push(&self, query: &mut String, push_value: impl Fn(&mut String, &str)) {
        let mut sorted: Vec<_> = self.0.iter().collect();
        sorted.sort_unstable();
        for (name, value) in sorted {
            debug_assert!(*name > "body_md5", "{name} would be sorted elsewhere");
            query.push('&');
            query.push_str(name);
            query.push('=');
            push_value(query, value);
        }
    }
}

/// An attribute of a channel that a query may request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Attribute {
    UserCount,
    SubscriptionCount,
    Cache,
}

impl Attribute {
    fn as_str(self) -> &'static str {
        match self {
            Attribute::UserCount => "user_count",
            Attribute::SubscriptionCount => "subscription_count",
            Attribute::Cache => "cache",
        }
    }
}

/// The MD5 of a body.
#[derive(Clone, Copy)]
pub(crate) struct BodyMd5(Hex);

impl BodyMd5 {
    pub(crate) fn new(body: &[u8]) -> Self {
        BodyMd5(Hex::new(&Md5::digest(body).into()))
    }

    #[cfg(feature = "testing-server")]
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// A query as in the URL, and the signature at its end.
pub(crate) struct SignedQuery {
    pub(crate) query: String,
    pub(crate) signature: Hex,
}

/// Signs for one app. It keeps only the keyed state of the HMAC, not the secret.
#[derive(Clone)]
pub(crate) struct Signer {
    key: Identifier,
    keyed: Hmac<Sha256>,
}

impl Signer {
    pub(crate) fn new(key: Identifier, secret: &str) -> Self {
        Signer { key, keyed: keyed(secret.as_bytes()) }
    }

    /// The app's key, which is public.
    pub(crate) fn key(&self) -> &Identifier {
        &self.key
    }

    /// Whether `signature` is that of a webhook's body, compared in constant time.
    pub(crate) fn verify_webhook(&self, body: &[u8], signature: &[u8; 32]) -> bool {
        let mut mac = self.keyed.clone();
        mac.update(body);
        mac.verify(signature.into()).is_ok()
    }

    /// The signature of a webhook's body.
    #[cfg(feature = "testing")]
    pub(crate) fn sign_webhook(&self, body: &str) -> [u8; 32] {
        self.sign(&[body])
    }

    /// Signs a request.
    ///
    /// `timestamp` is in seconds since the Unix epoch. `body` is the hash of the body, if the
    /// request has one.
    pub(crate) fn query(
        &self,
        method: Method,
        endpoint: &Endpoint,
        params: &QueryParams,
        timestamp: u64,
        body: Option<&BodyMd5>,
    ) -> SignedQuery {
        // Identifiers, digits and hashes need no escaping.
        let mut query = self.own_parameters(timestamp, body);
        let own = query.len();
        params.push(&mut query, String::push_str);
        let mac = self.sign(&[method.as_str(), "\n", endpoint.signed_path(), "\n", &query]);
        query.truncate(own);
        params.push(&mut query, |query, value| query.extend(utf8_percent_encode(value, RESERVED)));

        let signature = Hex::new(&mac);
        query.push_str("&auth_signature=");
        query.push_str(signature.as_str());
        SignedQuery { query, signature }
    }

    /// The parameters that every request has, sorted by their names.
    fn own_parameters(&self, timestamp: u64, body: Option<&BodyMd5>) -> String {
        let mut query = String::with_capacity(256);
        query.push_str("auth_key=");
        query.push_str(self.key.as_str());
        query.push_str("&auth_timestamp=");
        query.push_str(&timestamp.to_string());
        query.push_str("&auth_version=1.0");
        if let Some(md5) = body {
            query.push_str("&body_md5=");
            query.push_str(md5.0.as_str());
        }
        query
    }

    /// `KEY:SIGNATURE` for a subscription; `data` is the member's data on a presence channel.
    pub(crate) fn channel_auth(
        &self,
        socket_id: &SocketId,
        channel: &ChannelName,
        data: Option<&ChannelData>,
    ) -> String {
        let (socket_id, channel) = (socket_id.as_str(), channel.as_str());
        self.with_key(&match data {
            None => self.sign(&[socket_id, ":", channel]),
            Some(data) => self.sign(&[socket_id, ":", channel, ":", data.as_str()]),
        })
    }

    /// `KEY:SIGNATURE` for a user who signs in.
    pub(crate) fn user_auth(&self, socket_id: &SocketId, data: &UserData) -> String {
        self.with_key(&self.sign(&[socket_id.as_str(), "::user::", data.as_str()]))
    }

    fn with_key(&self, mac: &[u8; 32]) -> String {
        let hex = Hex::new(mac);
        [self.key.as_str(), ":", hex.as_str()].concat()
    }

    /// The HMAC-SHA256 of the parts, one after the other.
    fn sign(&self, parts: &[&str]) -> [u8; 32] {
        let mut mac = self.keyed.clone();
        for part in parts {
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("key", &self.key.as_str()).finish_non_exhaustive()
    }
}

/// HMAC hashes a key that is longer than a block.
fn keyed(secret: &[u8]) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0_u8; 64]);
    let hashed;
    let secret = if secret.len() > block.len() {
        hashed = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(secret)));
        hashed.as_slice()
    } else {
        secret
    };
    for (byte, key) in block.iter_mut().zip(secret) {
        *byte = *key;
    }
    Hmac::new((&*block).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::endpoint::AppUrl;

    fn query(
        signer: &Signer,
        app: &'static str,
        path: &'static str,
        method: Method,
        params: &QueryParams,
        timestamp: u64,
        body: Option<&str>,
    ) -> String {
        let endpoint = AppUrl::nowhere(&Identifier::literal(app)).endpoint(path);
        let body = body.map(|body| BodyMd5::new(body.as_bytes()));
        let SignedQuery { query, signature } =
            signer.query(method, &endpoint, params, timestamp, body.as_ref());
        assert!(query.ends_with(signature.as_str()));
        query
    }

    #[test]
    fn the_documented_signature_of_a_post() {
        let signer = Signer::new(Identifier::literal("278d425bdf160c739803"), "7ad3773142a6692b25b8");
        let body = r#"{"name":"foo","channels":["project-3"],"data":"{\"some\":\"data\"}"}"#;
        let query =
            query(&signer, "3", "/events", Method::Post, &QueryParams::default(), 1_353_088_179, Some(body));
        assert_eq!(
            query,
            "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0\
             &body_md5=ec365a775a4cd0599faeb73354201b6f\
             &auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c"
        );
    }

    #[test]
    fn the_signature_of_a_get_sorts_its_parameters_and_has_no_body_md5() {
        let signer = Signer::new(Identifier::literal("key"), "secret");
        let params =
            QueryParams(vec![("info", "user_count".into()), ("filter_by_prefix", "presence-".into())]);
        let query = query(&signer, "102015", "/channels", Method::Get, &params, 1_427_034_994, None);
        assert_eq!(
            query,
            "auth_key=key&auth_timestamp=1427034994&auth_version=1.0\
             &filter_by_prefix=presence-&info=user_count\
             &auth_signature=0ba82990cff5311f09d88d8c9317d1ceb1b2e085c01deb65618f4eaea1624d89"
        );
    }

    #[test]
    fn parameters_are_escaped_in_the_url_and_signed_as_they_are() {
        let signer = Signer::new(Identifier::literal("key"), "secret");
        let params = QueryParams(vec![("info", "a,b=;@".into())]);
        let query = query(&signer, "1", "/channels", Method::Get, &params, 1, None);
        let mut expected = "auth_key=key&auth_timestamp=1&auth_version=1.0&info=a%2Cb%3D%3B%40".to_owned();
        expected.push_str("&auth_signature=");
        let text = "GET\n/apps/1/channels\nauth_key=key&auth_timestamp=1&auth_version=1.0&info=a,b=;@";
        expected.push_str(Hex::new(&signer.sign(&[text])).as_str());
        assert_eq!(query, expected);
    }

    #[test]
    fn a_secret_of_any_length_is_keyed_as_in_hmac() {
        for len in [0, 1, 20, 63, 64, 65, 200] {
            let secret = "s".repeat(len);
            let mut reference = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
            reference.update(b"text");
            let own = Signer::new(Identifier::literal("k"), &secret).sign(&["te", "xt"]);
            assert_eq!(own.as_slice(), reference.finalize().into_bytes().as_slice(), "{len}");
        }
    }

    #[test]
    fn debug_shows_the_key_and_not_the_secret() {
        let text = format!("{:?}", Signer::new(Identifier::literal("app-key"), "hush-hush"));
        assert!(text.contains("app-key") && !text.contains("hush"), "{text}");
    }
}
