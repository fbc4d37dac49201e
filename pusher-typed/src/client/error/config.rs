//! Invalid configurations.

use std::error::Error;

/// An invalid configuration.
///
/// Its texts never contain the secret, the master key, or a URL that may contain a secret.
///
/// ```
/// use pusher_typed::{Client, client::ConfigError};
///
/// let error = Client::builder("app-id", "key", "").build().unwrap_err();
/// assert!(matches!(error, ConfigError::Secret));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The app id is empty or has a character other than letters, digits and `-._~`.
    #[error("the app id is empty or has a character other than letters, digits and `-._~`")]
    AppId,
    /// The app key is empty or has a character other than letters, digits and `-._~`.
    #[error("the app key is empty or has a character other than letters, digits and `-._~`")]
    Key,
    /// The app secret is empty.
    #[error("the app secret is empty")]
    Secret,
    /// The cluster is empty or has a character other than `a-z`, `0-9` and `-`.
    #[error("the cluster is empty or has a character other than `a-z`, `0-9` and `-`")]
    Cluster,
    /// The host is neither a host name nor an IP address.
    #[error(
        "the host is neither a host name nor an IP address; the scheme and the port are set by `tls` and `port`, and each of several `hosts` may have a port"
    )]
    Host,
    /// The list of hosts is empty.
    #[error("the list of hosts is empty; pass at least one host to `hosts`")]
    NoHosts,
    /// The path prefix does not begin with `/`, or has a character that is escaped in a URL.
    #[error("the path prefix must begin with `/` and be written as in a URL, without `.` and `..`")]
    PathPrefix,
    /// The URL of the app is invalid.
    #[error("the app's URL {problem}; it must have the form `https://KEY:SECRET@HOST/apps/APP_ID`")]
    Url {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The URL of the proxy is invalid.
    #[error("invalid URL of the `proxy`")]
    Proxy,
    /// The master key for encrypted channels is not base64.
    #[error("`encryption_master_key_base64` is not valid base64")]
    MasterKeyEncoding,
    /// The master key for encrypted channels is not 32 bytes long.
    #[error("`encryption_master_key_base64` has {len} bytes when decoded; 32 are required")]
    MasterKeyLength {
        /// How many bytes it has.
        len: usize,
    },
    /// The key of a `webhook_key` is empty or has a character other than letters, digits and `-._~`.
    #[error("the key of a `webhook_key` is empty or has a character other than letters, digits and `-._~`")]
    WebhookKey,
    /// The secret of a `webhook_key` is empty.
    #[error("the secret of a `webhook_key` is empty")]
    WebhookSecret,
    /// A `webhook_key` has the same key as the client or as another `webhook_key`.
    #[error("a `webhook_key` has the same key as the client or as another `webhook_key`; remove it")]
    WebhookKeyTwice,
    /// TLS is on, but the crate was compiled without TLS.
    #[error(
        "TLS is on, but neither of the features `rustls` and `native-tls` is enabled; enable one, or call `tls(false)`"
    )]
    NoTls,
    /// The HTTP client could not be created.
    #[error("the HTTP client could not be created")]
    HttpClient {
        /// The cause.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The operating system could not start a thread for the blocking client's runtime.
    #[cfg(feature = "blocking")]
    #[error("the blocking client's runtime could not be started")]
    Runtime {
        /// The cause.
        source: std::io::Error,
    },
    /// Required environment variables are not set.
    #[error("missing environment variables: {}; or set PUSHER_URL instead of all of them", list(missing))]
    MissingVariables {
        /// For each missing value, the names of the environment variables that can set it. One of
        /// them is needed.
        missing: Vec<&'static [&'static str]>,
    },
    /// An environment variable has a value of the wrong form.
    #[error("the environment variable {name} {problem}")]
    Variable {
        /// Its name.
        name: &'static str,
        /// What is wrong with the value.
        problem: &'static str,
    },
    /// An environment variable has an invalid value.
    #[error("the value of the environment variable {name} is invalid")]
    VariableValue {
        /// Its name.
        name: &'static str,
        /// What is wrong with the value.
        source: Box<ConfigError>,
    },
}

fn list(missing: &[&[&str]]) -> String {
    missing.iter().map(|names| names.join(" or ")).collect::<Vec<_>>().join(", ")
}
