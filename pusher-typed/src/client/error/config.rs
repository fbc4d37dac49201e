//! Why there is no client.

use std::{error::Error, fmt};

/// A configuration that no client can be made of.
///
/// Its texts never contain the secret, the master key, or a URL that may hold one.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// The app id is empty or has another character than letters, digits and `-._~`.
    AppId,
    /// The app key is empty or has another character than letters, digits and `-._~`.
    Key,
    /// The app secret is empty.
    Secret,
    /// The cluster is empty or has another character than `a-z`, `0-9` and `-`.
    Cluster,
    /// The host is neither a host name nor an IP address.
    Host,
    /// The path prefix is not `/…`, or has a character that would be sent in another form.
    PathPrefix,
    /// The URL of the app cannot be read.
    Url {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The proxy's URL cannot be read.
    Proxy,
    /// The master key for encrypted channels is not base64.
    MasterKeyEncoding,
    /// The master key for encrypted channels does not have 32 bytes.
    MasterKeyLength {
        /// How many bytes it has.
        len: usize,
    },
    /// The key of a `webhook_key` is empty or has another character than letters, digits and `-._~`.
    WebhookKey,
    /// The secret of a `webhook_key` is empty.
    WebhookSecret,
    /// A `webhook_key` has the key of the client or of another `webhook_key`.
    WebhookKeyTwice,
    /// TLS is on, but the crate was compiled without it.
    NoTls,
    /// The HTTP client could not be set up.
    HttpClient {
        /// Why not.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The operating system gave no thread for the blocking client's runtime.
    #[cfg(feature = "blocking")]
    Runtime {
        /// Why not.
        source: std::io::Error,
    },
    /// None of these environment variables is set.
    MissingVariable {
        /// Their names: each of them would do.
        names: &'static [&'static str],
    },
    /// An environment variable has an unusable value.
    Variable {
        /// Its name.
        name: &'static str,
        /// What is wrong with the value.
        problem: &'static str,
    },
    /// An environment variable has a value that is refused.
    VariableValue {
        /// Its name.
        name: &'static str,
        /// Why it is refused.
        source: Box<ConfigError>,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const IDENTIFIER: &str = "is empty or has another character than letters, digits and `-._~`";
        match self {
            ConfigError::AppId => write!(f, "the app id {IDENTIFIER}"),
            ConfigError::Key => write!(f, "the app key {IDENTIFIER}"),
            ConfigError::Secret => f.write_str("the app secret is empty"),
            ConfigError::Cluster => {
                f.write_str("the cluster is empty or has another character than `a-z`, `0-9` and `-`")
            }
            ConfigError::Host => f.write_str(
                "the host is neither a host name nor an IP address; the scheme and the port are set by `tls` and `port`",
            ),
            ConfigError::PathPrefix => {
                f.write_str("the path prefix must begin with `/` and be written as in a URL, without `.` and `..`")
            }
            ConfigError::Url { problem } => {
                write!(f, "the app's URL {problem}; it looks like `https://KEY:SECRET@HOST/apps/APP_ID`")
            }
            ConfigError::Proxy => f.write_str("the proxy's URL cannot be read"),
            ConfigError::MasterKeyEncoding => f.write_str("the encryption master key is not base64"),
            ConfigError::MasterKeyLength { len } => {
                write!(f, "the encryption master key has {len} bytes instead of 32")
            }
            ConfigError::WebhookKey => write!(f, "the key of a webhook key {IDENTIFIER}"),
            ConfigError::WebhookSecret => f.write_str("the secret of a webhook key is empty"),
            ConfigError::WebhookKeyTwice => {
                f.write_str("a webhook key has the key of the client or of another webhook key; remove it")
            }
            ConfigError::NoTls => f.write_str(
                "TLS is on, but none of the features `rustls` and `native-tls` is; enable one, or call `tls(false)`",
            ),
            ConfigError::HttpClient { .. } => f.write_str("the HTTP client could not be set up"),
            #[cfg(feature = "blocking")]
            ConfigError::Runtime { .. } => f.write_str("the blocking client's runtime could not be started"),
            ConfigError::MissingVariable { names } => {
                write!(f, "the environment variable {} is not set", names.join(" or "))
            }
            ConfigError::Variable { name, problem } => write!(f, "the environment variable {name} {problem}"),
            ConfigError::VariableValue { name, .. } => {
                write!(f, "the value of the environment variable {name} is refused")
            }
        }
    }
}

impl Error for ConfigError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            ConfigError::HttpClient { source } => Some(&**source),
            #[cfg(feature = "blocking")]
            ConfigError::Runtime { source } => Some(source),
            ConfigError::VariableValue { source, .. } => Some(&**source),
            _ => None,
        }
    }
}
