//! One WebSocket connection, from the handshake to the end.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{
        Path, RawQuery, State as Shared, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket},
    },
    response::Response,
};
use url::form_urlencoded;

use super::{
    app::App,
    frame::{self, CloseReason, ProtocolVersion},
    outbox::{Out, Outbox},
};
use crate::socket::SocketId;

/// The time within which a client has to respond to a ping.
const PONG_LIMIT: Duration = Duration::from_secs(30);
/// The time within which a client has to close its side.
const CLOSE_LIMIT: Duration = Duration::from_secs(1);
/// More than any message within the limits.
const MAX_MESSAGE: usize = 256 * 1024;

/// `GET /app/KEY?protocol=7`
pub(super) async fn connect(
    Shared(app): Shared<Arc<App>>,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
    upgrade: WebSocketUpgrade,
) -> Response {
    let version = query.as_deref().and_then(version);
    let expects_error = ProtocolVersion::expects_error(version.as_deref());
    let accepted = accept(&app, &key, version.as_deref());
    upgrade.max_message_size(MAX_MESSAGE).on_upgrade(async move |mut socket| match accepted {
        Ok(version) => serve(&app, socket, version).await,
        Err(reason) => refuse(&mut socket, &reason, expects_error).await,
    })
}

fn version(query: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "protocol").map(|(_, version)| version.into_owned())
}

/// The protocol version, or why the connection is closed as soon as it is open.
fn accept(app: &App, key: &str, version: Option<&str>) -> Result<ProtocolVersion, CloseReason> {
    if key != app.settings.signer.key().as_str() {
        return Err(CloseReason::UNKNOWN_KEY);
    }
    let version = ProtocolVersion::parse(version)?;
    let refusal = app.look(|state| {
        let by_plan = || state.faults.get_mut().refuse_connection().map(CloseReason::by_plan);
        state.refusals.pop_front().or_else(by_plan)
    });
    refusal.map_or(Ok(version), Err)
}

async fn serve(app: &App, mut socket: WebSocket, version: ProtocolVersion) {
    let Some((id, queue)) = app.step(|state| state.connect(version)) else { return };
    let end = talk(app, &id, &mut socket, Outbox::new(queue)).await;
    app.step(|state| state.disconnect(&id));
    match end {
        End::Close(code, reason) => close(&mut socket, code, reason).await,
        End::Closed => drain(&mut socket).await,
        End::Cut => {}
    }
}

async fn refuse(socket: &mut WebSocket, reason: &CloseReason, expects_error: bool) {
    let error = frame::error(Some(reason.code), &reason.text);
    if !expects_error || socket.send(Message::Text(error)).await.is_ok() {
        close(socket, reason.code, (&*reason.text).into()).await;
    }
}

/// How a connection ends.
enum End {
    Close(u16, axum::extract::ws::Utf8Bytes),
    /// Closed by the client.
    Closed,
    Cut,
}

async fn talk(app: &App, id: &SocketId, socket: &mut WebSocket, mut outbox: Outbox) -> End {
    let clock = &app.settings.clock;
    let activity_timeout = app.settings.activity_timeout;
    let mut silent_until = clock.after(activity_timeout);
    let mut pinged = false;
    loop {
        tokio::select! {
            received = socket.recv() => match received {
                Some(Ok(Message::Close(_))) => return End::Closed,
                Some(Ok(message)) => {
                    (silent_until, pinged) = (clock.after(activity_timeout), false);
                    if let Message::Text(text) = message {
                        app.step(|state| state.receive(id, &text));
                    }
                }
                Some(Err(_)) | None => return End::Cut,
            },
            out = outbox.next(clock) => match out {
                Some(Out::Frame(text)) => if socket.send(Message::Text(text)).await.is_err() {
                    return End::Cut;
                },
                Some(Out::Close(code, reason)) => return End::Close(code, reason),
                Some(Out::Cut) | None => return End::Cut,
            },
            () = clock.sleep_until(silent_until) => if pinged {
                app.look(|state| state.close(id, &CloseReason::NO_PONG));
                silent_until = clock.after(PONG_LIMIT);
            } else {
                app.look(|state| state.send(id, frame::message("pusher:ping", "{}")));
                (silent_until, pinged) = (clock.after(PONG_LIMIT), true);
            },
        }
    }
}

async fn close(socket: &mut WebSocket, code: u16, reason: axum::extract::ws::Utf8Bytes) {
    if socket.send(Message::Close(Some(CloseFrame { code, reason }))).await.is_ok() {
        drain(socket).await;
    }
}

/// Waits until the client has closed its side.
async fn drain(socket: &mut WebSocket) {
    let _ = tokio::time::timeout(CLOSE_LIMIT, async { while let Some(Ok(_)) = socket.recv().await {} }).await;
}
