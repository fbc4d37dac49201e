//! Sessions. Any name is accepted without a password; a real shop needs a real login. They are in the database, so that
//! people stay signed in when the service is restarted.

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, header::COOKIE, request::Parts},
};
use orders_schema::Person;

use crate::{refusal::Refusal, store::Database};

/// The cookie's name.
pub(crate) const SESSION: &str = "orders_session";

/// The token in the cookie.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split("; ")).filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| *name == SESSION).map(|(_, token)| token)
}

/// The person who sent the request; the request is rejected without a session.
pub(crate) struct SignedIn(pub(crate) Person);

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    Database: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let token = token(&parts.headers).ok_or(Refusal::NotSignedIn)?;
        Database::from_ref(state).signed_in(token).await?.map(SignedIn).ok_or(Refusal::NotSignedIn)
    }
}
