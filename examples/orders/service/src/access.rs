//! Signing in and out, and the authorization of channels.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header::SET_COOKIE},
    response::{IntoResponse as _, Response},
};
use orders_schema::{Name, PageChannel, Shop};
use pusher_typed::{
    Client,
    client::{AuthError, AuthReply, ChannelAuthRequest, User, UserAuth, UserAuthRequest},
};
use serde::Deserialize;
use tracing::{info, warn};

use crate::{
    json::{Json, json},
    refusal::Refusal,
    sessions::{SESSION, SignedIn, token},
    store::Database,
};

#[derive(Deserialize)]
pub(crate) struct Introduction {
    name: String,
}

pub(crate) async fn sign_in(
    State(database): State<Database>,
    Json(Introduction { name }): Json<Introduction>,
) -> Result<Response, Refusal> {
    let token = uuid::Uuid::new_v4().simple().to_string();
    let person = database.sign_in(&token, &Name::new(&name)?).await?;
    info!("{} signed in", person.name);
    Ok(with_cookie(json(StatusCode::CREATED, &person), &token, ""))
}

/// The person who is signed in, or 204 without a session.
pub(crate) async fn who_am_i(person: Result<SignedIn, Refusal>) -> Response {
    match person {
        Ok(SignedIn(person)) => json(StatusCode::OK, &person),
        Err(Refusal::NotSignedIn) => StatusCode::NO_CONTENT.into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// Ends the session, and with it the person's connections in all tabs.
pub(crate) async fn sign_out(
    State(client): State<Client>,
    State(database): State<Database>,
    person: Result<SignedIn, Refusal>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if let (Ok(SignedIn(person)), Some(token)) = (person, token(&headers)) {
        database.sign_out(token).await?;
        info!("{} signed out", person.name);
        if let Err(error) = client.terminate_user_connections(&person.id).await {
            warn!("the connections of {} stay open: {error}", person.name);
        }
    }
    Ok(with_cookie(StatusCode::NO_CONTENT.into_response(), "", "; Max-Age=0"))
}

fn with_cookie(mut response: Response, token: &str, more: &str) -> Response {
    let cookie = format!("{SESSION}={token}; Path=/; HttpOnly; SameSite=Strict{more}");
    match HeaderValue::try_from(cookie) {
        Ok(cookie) => drop(response.headers_mut().insert(SET_COOKIE, cookie)),
        Err(_) => *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR,
    }
    response
}

/// A new channel in `PageChannel` does not compile until this function decides about it.
pub(crate) async fn authorize(
    State(client): State<Client>,
    State(shop): State<Shop>,
    person: Result<SignedIn, Refusal>,
    ChannelAuthRequest { socket_id, channel }: ChannelAuthRequest<PageChannel>,
) -> Result<AuthReply, AuthError> {
    // pusher-js expects 403 for every reason.
    let Ok(SignedIn(person)) = person else { return Ok(AuthReply::forbidden()) };
    let auth = match channel {
        PageChannel::Shop(orders) if orders.shop == shop => client.authorize(&socket_id, &orders)?,
        PageChannel::Floor(floor) if floor.shop == shop => {
            client.authorize_member(&socket_id, &floor, &person)?
        }
        PageChannel::Shop(_) | PageChannel::Floor(_) => return Ok(AuthReply::forbidden()),
    };
    Ok(AuthReply::from(&auth))
}

pub(crate) async fn authenticate(
    State(client): State<Client>,
    person: Result<SignedIn, Refusal>,
    UserAuthRequest { socket_id }: UserAuthRequest,
) -> Result<Result<UserAuth, AuthReply>, AuthError> {
    let Ok(SignedIn(person)) = person else { return Ok(Err(AuthReply::forbidden())) };
    Ok(Ok(client.authenticate_user(&socket_id, &User::new(&person))?))
}
