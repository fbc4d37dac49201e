//! Configuration from environment variables.

use std::{ffi::OsString, num::NonZeroU16};

use zeroize::Zeroizing;

use super::{
    builder::ClientBuilder, error::ConfigError, from_url::builder_from_url, handle::Client,
    origin::is_cluster,
};

impl Client {
    /// Creates a client from environment variables; see [`ClientBuilder::from_env`].
    ///
    /// # Errors
    /// Returns an error if a variable is missing or has an invalid value; the error names it.
    pub fn from_env() -> Result<Client, ConfigError> {
        ClientBuilder::from_env()?.build()
    }
}

impl ClientBuilder {
    /// Starts a configuration from environment variables: from `PUSHER_URL`, which has the form
    /// described at [`Client::from_url`], or from
    ///
    /// | variable | or | |
    /// |---|---|---|
    /// | `PUSHER_APP_ID` | | required |
    /// | `PUSHER_APP_KEY` | `PUSHER_KEY` | required |
    /// | `PUSHER_APP_SECRET` | `PUSHER_SECRET` | required |
    /// | `PUSHER_APP_CLUSTER` | `PUSHER_CLUSTER` | `mt1` by default |
    /// | `PUSHER_HOST` | | instead of the cluster |
    /// | `PUSHER_PORT` | | 443 or 80 by default |
    /// | `PUSHER_SCHEME` | | `https` (default) or `http` |
    ///
    /// and in both cases from `PUSHER_ENCRYPTION_MASTER_KEY_BASE64`. An empty variable counts as
    /// unset.
    ///
    /// # Errors
    /// Returns an error if a variable is missing or has an invalid value; the error names it.
    pub fn from_env() -> Result<ClientBuilder, ConfigError> {
        builder_from_env(&|name| std::env::var_os(name))
    }
}

const URL: &[&str] = &["PUSHER_URL"];
const APP_ID: &[&str] = &["PUSHER_APP_ID"];
const KEY: &[&str] = &["PUSHER_APP_KEY", "PUSHER_KEY"];
const SECRET: &[&str] = &["PUSHER_APP_SECRET", "PUSHER_SECRET"];
const CLUSTER: &[&str] = &["PUSHER_APP_CLUSTER", "PUSHER_CLUSTER"];
const HOST: &[&str] = &["PUSHER_HOST"];
const PORT: &[&str] = &["PUSHER_PORT"];
const SCHEME: &[&str] = &["PUSHER_SCHEME"];
const MASTER_KEY: &[&str] = &["PUSHER_ENCRYPTION_MASTER_KEY_BASE64"];

/// Looks up a variable: in the environment of the process, except in tests.
type Lookup<'l> = &'l dyn Fn(&str) -> Option<OsString>;

/// The builder configured by the variables.
pub(super) fn builder_from_env(lookup: Lookup<'_>) -> Result<ClientBuilder, ConfigError> {
    let mut builder = match get(lookup, URL)? {
        Some((name, url)) => builder_from_url(&url).map_err(in_variable(name))?,
        None => builder_from_parts(lookup)?,
    };
    if let Some((_, key)) = get(lookup, MASTER_KEY)? {
        builder = builder.encryption_master_key_base64(key);
    }
    Ok(builder)
}

fn builder_from_parts(lookup: Lookup<'_>) -> Result<ClientBuilder, ConfigError> {
    let (app_id, key, secret) = (get(lookup, APP_ID)?, get(lookup, KEY)?, get(lookup, SECRET)?);
    let (Some((_, app_id)), Some((_, key)), Some((_, secret))) = (&app_id, &key, &secret) else {
        let all = [(APP_ID, app_id.is_none()), (KEY, key.is_none()), (SECRET, secret.is_none())];
        let missing = all.into_iter().filter(|(_, missing)| *missing).map(|(names, _)| names).collect();
        return Err(ConfigError::MissingVariables { missing });
    };
    let secret = Zeroizing::new(secret.clone());
    let mut builder = ClientBuilder::new(app_id.clone(), key.clone(), secret);
    if let Some((name, cluster)) = get(lookup, CLUSTER)? {
        if !is_cluster(&cluster) {
            return Err(in_variable(name)(ConfigError::Cluster));
        }
        builder = builder.cluster(&cluster);
    }
    if let Some((_, host)) = get(lookup, HOST)? {
        builder = builder.host(host);
    }
    if let Some((name, port)) = get(lookup, PORT)? {
        let problem = "is not a port number from 1 to 65535";
        let port: NonZeroU16 = port.parse().map_err(|_| ConfigError::Variable { name, problem })?;
        builder = builder.port(port.get());
    }
    match get(lookup, SCHEME)? {
        Some((_, scheme)) if scheme.eq_ignore_ascii_case("http") => Ok(builder.tls(false)),
        Some((_, scheme)) if scheme.eq_ignore_ascii_case("https") => Ok(builder.tls(true)),
        Some((name, _)) => Err(ConfigError::Variable { name, problem: "is neither `http` nor `https`" }),
        None => Ok(builder),
    }
}

/// The first of `names` that is set, with its value. An empty one counts as unset, because
/// `PUSHER_HOST=` is common in `.env` files.
fn get(
    lookup: Lookup<'_>,
    names: &'static [&'static str],
) -> Result<Option<(&'static str, String)>, ConfigError> {
    for &name in names {
        match lookup(name).map(OsString::into_string) {
            None => {}
            Some(Ok(value)) if value.trim().is_empty() => {}
            Some(Ok(value)) => return Ok(Some((name, value.trim().to_owned()))),
            Some(Err(_)) => return Err(ConfigError::Variable { name, problem: "is not UTF-8" }),
        }
    }
    Ok(None)
}

fn in_variable(name: &'static str) -> impl FnOnce(ConfigError) -> ConfigError {
    move |source| ConfigError::VariableValue { name, source: Box::new(source) }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    fn app_url(variables: &[(&str, &str)]) -> Result<String, ConfigError> {
        let lookup = |name: &str| {
            variables.iter().find(|(variable, _)| *variable == name).map(|(_, value)| OsString::from(value))
        };
        let client = builder_from_env(&lookup)?.http_client(reqwest::Client::new()).build()?;
        let config = client.config();
        let encrypts = if config.master_key.is_some() { " encrypted" } else { "" };
        Ok(format!("{} {}{encrypts}", config.signer.key(), config.app_url.as_str()))
    }

    const APP: [(&str, &str); 3] =
        [("PUSHER_APP_ID", "1"), ("PUSHER_APP_KEY", "k"), ("PUSHER_APP_SECRET", "hush")];

    fn with(more: &[(&'static str, &'static str)]) -> Result<String, ConfigError> {
        app_url(&[&APP, more].concat())
    }

    #[test]
    fn the_variables_one_by_one() {
        assert_eq!(with(&[]).expect("a client"), "k https://api-mt1.pusher.com/apps/1");
        let short = [("PUSHER_APP_ID", "1"), ("PUSHER_KEY", "k2"), ("PUSHER_SECRET", "hush")];
        assert_eq!(app_url(&short).expect("a client"), "k2 https://api-mt1.pusher.com/apps/1");
        for name in ["PUSHER_APP_CLUSTER", "PUSHER_CLUSTER"] {
            assert_eq!(with(&[(name, "eu")]).expect("a client"), "k https://api-eu.pusher.com/apps/1");
        }
        let own = [("PUSHER_HOST", "::1"), ("PUSHER_PORT", " 6001 "), ("PUSHER_SCHEME", "http")];
        assert_eq!(with(&own).expect("a client"), "k http://[::1]:6001/apps/1");
        let key = [("PUSHER_ENCRYPTION_MASTER_KEY_BASE64", "OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=")];
        assert_eq!(with(&key).expect("a client"), "k https://api-mt1.pusher.com/apps/1 encrypted");
    }

    #[test]
    fn the_host_wins_over_the_cluster_and_the_url_over_both() {
        let both = [("PUSHER_HOST", "h"), ("PUSHER_APP_CLUSTER", "eu")];
        assert_eq!(with(&both).expect("a client"), "k https://h/apps/1");
        let url = [("PUSHER_URL", "http://k3:hush@u:7/apps/9"), ("PUSHER_HOST", "h")];
        assert_eq!(with(&url).expect("a client"), "k3 http://u:7/apps/9");
    }

    #[test]
    fn an_empty_variable_is_an_unset_one() {
        let empty =
            [("PUSHER_URL", ""), ("PUSHER_HOST", " "), ("PUSHER_PORT", ""), ("PUSHER_APP_CLUSTER", "")];
        assert_eq!(with(&empty).expect("a client"), "k https://api-mt1.pusher.com/apps/1");
        let alternative = [("PUSHER_APP_ID", "1"), ("PUSHER_APP_KEY", ""), ("PUSHER_KEY", "k"), APP[2]];
        assert!(app_url(&alternative).is_ok());
    }

    #[test]
    fn an_error_names_the_variable_and_not_its_value() {
        let missing = |left: usize| {
            let variables = APP.into_iter().enumerate().filter(|(at, _)| *at != left).map(|(_, v)| v);
            app_url(&variables.collect::<Vec<_>>()).expect_err("a variable is missing").to_string()
        };
        assert_eq!(
            missing(0),
            "missing environment variables: PUSHER_APP_ID; or set PUSHER_URL instead of all of them"
        );
        assert!(missing(1).contains(": PUSHER_APP_KEY or PUSHER_KEY; "), "{}", missing(1));
        assert!(missing(2).contains(": PUSHER_APP_SECRET or PUSHER_SECRET; "), "{}", missing(2));
        assert_eq!(
            app_url(&[]).expect_err("nothing is set").to_string(),
            "missing environment variables: PUSHER_APP_ID, PUSHER_APP_KEY or PUSHER_KEY, \
             PUSHER_APP_SECRET or PUSHER_SECRET; or set PUSHER_URL instead of all of them"
        );
        let refused = [
            ("PUSHER_PORT", "hush"),
            ("PUSHER_SCHEME", "hush"),
            ("PUSHER_URL", "hush://k:s@h/apps/1"),
            ("PUSHER_APP_CLUSTER", "hush.example"),
        ];
        for (name, value) in refused {
            let error = with(&[(name, value)]).expect_err(name);
            assert!(error.to_string().contains(name), "{error}");
            let source = error.source().map(ToString::to_string).unwrap_or_default();
            assert!(!format!("{error} {error:?} {source}").contains("hush"), "{error:?}");
        }
        let key = with(&[("PUSHER_ENCRYPTION_MASTER_KEY_BASE64", "hush")]).expect_err("a short key");
        assert!(matches!(key, ConfigError::MasterKeyLength { len: 3 }), "{key:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_not_utf8_is_refused() {
        use std::os::unix::ffi::OsStringExt as _;
        let lookup = |name: &str| (name == "PUSHER_URL").then(|| OsString::from_vec(vec![0xff]));
        let error = builder_from_env(&lookup).expect_err("not UTF-8").to_string();
        assert_eq!(error, "the environment variable PUSHER_URL is not UTF-8");
    }
}
