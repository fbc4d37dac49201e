//! Servers that do not start.

use std::{error::Error, fmt, io};

use crate::client::ConfigError;

/// Why a server did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The port cannot be had.
    Listen(io::Error),
    /// A setting is invalid.
    Config(ConfigError),
}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        StartError::Listen(error)
    }
}

impl From<ConfigError> for StartError {
    fn from(error: ConfigError) -> Self {
        StartError::Config(error)
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StartError::Listen(_) => "the server cannot listen on its port",
            StartError::Config(_) => "the server cannot start with these settings",
        })
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            StartError::Listen(error) => Some(error),
            StartError::Config(error) => Some(error),
        }
    }
}
