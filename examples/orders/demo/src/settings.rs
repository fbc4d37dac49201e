//! Settings from environment variables.

use std::{
    env::{self, VarError},
    error::Error,
    str::FromStr,
    time::Duration,
};

use orders_schema::Shop;

pub(crate) struct Settings {
    /// The URL of the realtime service; the in-process server if unset.
    pub(crate) url: Option<String>,
    /// The port of the page; 0 for any free one.
    pub(crate) port: u16,
    pub(crate) shop: Shop,
    /// The duration of a step in the warehouse.
    pub(crate) step: Duration,
}

impl Settings {
    pub(crate) fn from_env() -> Result<Settings, Box<dyn Error>> {
        Ok(Settings {
            url: set("PUSHER_URL")?,
            port: parsed("PORT", "0")?,
            shop: parsed("SHOP", "corner")?,
            step: Duration::from_millis(parsed("STEP_MS", "4000")?),
        })
    }
}

fn parsed<T: FromStr<Err: Error>>(name: &str, default: &str) -> Result<T, Box<dyn Error>> {
    let text = set(name)?.unwrap_or_else(|| default.to_owned());
    text.parse().map_err(|error| format!("{name}: {error}").into())
}

/// An empty variable counts as unset.
fn set(name: &str) -> Result<Option<String>, Box<dyn Error>> {
    match env::var(name) {
        Ok(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(error) => Err(format!("{name}: {error}").into()),
    }
}
