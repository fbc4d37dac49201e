//! The login. Any name is accepted without a password; a real application needs a real login.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Form,
    extract::{FromRef, FromRequestParts, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use pusher_typed::UserId;
use serde::Deserialize;

/// The users who are logged in, by the value of the cookie.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Arc<Mutex<HashMap<String, UserId>>>);

impl Sessions {
    fn table(&self) -> MutexGuard<'_, HashMap<String, UserId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Deserialize)]
pub(crate) struct Login {
    name: String,
}

/// Sets the cookie, or returns the error in the name.
pub(crate) async fn login(
    State(sessions): State<Sessions>,
    Form(Login { name }): Form<Login>,
) -> Result<(StatusCode, HeaderMap), (StatusCode, String)> {
    let id: UserId =
        name.parse().map_err(|error| (StatusCode::BAD_REQUEST, format!("the name: {error}\n")))?;
    let token = uuid::Uuid::new_v4().to_string();
    let cookie = format!("session={token}; HttpOnly; SameSite=Strict; Path=/");
    let cookie = cookie.parse().map_err(|_| (StatusCode::INTERNAL_SERVER_ERROR, String::new()))?;
    sessions.table().insert(token, id);
    Ok((StatusCode::NO_CONTENT, HeaderMap::from_iter([(header::SET_COOKIE, cookie)])))
}

/// The user who is logged in; without one the response is 403, which pusher-js expects.
pub(crate) struct LoggedIn(pub(crate) UserId);

impl<S> FromRequestParts<S> for LoggedIn
where
    S: Send + Sync,
    Sessions: FromRef<S>,
{
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, StatusCode> {
        let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|cookies| cookies.split("; "));
        let token = pairs.find_map(|pair| pair.strip_prefix("session=")).ok_or(StatusCode::FORBIDDEN)?;
        let user = Sessions::from_ref(state).table().get(token).cloned();
        user.map(LoggedIn).ok_or(StatusCode::FORBIDDEN)
    }
}
