//! No message of a service makes a subscriber panic or stop, and none is
//! dropped silently.
//!
//! The input is cut at line feeds into messages, which a service sends to a
//! subscriber of a public, an encrypted and a presence channel. What is not
//! UTF-8 is sent as a binary message. Then the service sends one more event on
//! each channel. When all of them have arrived, it closes the connection with a code after which the subscriber does
//! not reconnect.

use std::{
    mem,
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::Duration,
};

use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use pusher_typed::{
    Channel, Client, Event, PresenceMember,
    subscriber::{Item, PresenceItem, Subscriber, SubscriberConfig, Trusted},
    transport::{Request, SendFuture, Transport, TransportError},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::{io::DuplexStream, sync::Semaphore, time::timeout};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        protocol::{CloseFrame, Role},
    },
};

#[derive(Channel)]
#[pusher(channel = "news")]
struct News;

#[derive(Channel)]
#[pusher(channel = "private-encrypted-vault")]
struct Vault;

#[derive(Deserialize, PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
    name: String,
}

#[derive(Channel)]
#[pusher(channel = "presence-room", member = Member)]
struct Room;

#[derive(Debug, Serialize, Deserialize, Event)]
#[pusher(channel = News, channel = Vault, channel = Room, event = "said")]
struct Said {
    text: String,
}

/// The text of the last event of each channel, which no input has.
const LAST: &str = "the last event of the channel";
/// The pause before a failed subscription is requested again.
const MOMENT: Duration = Duration::from_millis(1);
/// More than any input needs.
const LIMIT: Duration = Duration::from_secs(60);

/// Runs the target.
pub fn run(input: &[u8]) {
    // More messages would test nothing new, and would be slow.
    let messages: Vec<_> = input.split(|byte| *byte == b'\n').take(64).map(message).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let conversation = async { timeout(LIMIT, converse(messages)).await };
    assert!(runtime.block_on(conversation).is_ok(), "a stream went quiet");
}

fn message(bytes: &[u8]) -> Message {
    match std::str::from_utf8(bytes) {
        Ok(text) => Message::text(text),
        Err(_) => Message::binary(bytes.to_vec()),
    }
}

async fn converse(messages: Vec<Message>) {
    let (client, secret) = &*CLIENT;
    let expected = messages.iter().filter(|message| is_event(message, "news")).count();
    let (near, far) = tokio::io::duplex(64 * 1024);
    let arrived = Arc::new(Semaphore::new(0));
    let service = tokio::spawn(serve(far, secret, messages, Arc::clone(&arrived)));
    let subscriber = Subscriber::connect(config(client, near)).await.expect("a greeting");
    let mut news = subscriber.subscribe::<Said>(&News).await.expect("a confirmation");
    let mut vault = subscriber.subscribe::<Said>(&Vault).await.expect("a confirmation");
    let mut room = subscriber.subscribe_presence::<Said, _>(&Room).await.expect("a confirmation");

    let in_news = async {
        let (mut items, mut report) = (Vec::new(), Report::new(&arrived));
        while let Some(item) = news.next().await {
            report.item(&item);
            items.push(item);
        }
        items
    };
    let in_vault = async {
        let mut report = Report::new(&arrived);
        while let Some(item) = vault.next().await {
            report.item(&item);
        }
    };
    let in_room = async {
        let mut report = Report::new(&arrived);
        while let Some(item) = room.next().await {
            if let PresenceItem::Channel(item) = item {
                report.item(&item);
            }
        }
    };
    let (items, (), ()) = tokio::join!(in_news, in_vault, in_room);
    // After a `pusher:subscription_error`, events may be missed, which the items report.
    if !items.iter().any(|item| matches!(item, Item::SubscribeFailed { .. } | Item::Refused(_))) {
        assert!(matches!(items.last(), Some(Item::Ended(lost)) if lost.code == Some(4003)), "{items:?}");
        // The last event and the end are additional items.
        assert!(items.len() >= expected + 2, "{expected} events were sent: {items:?}");
    }
    service.await.expect("no panic");
}

/// Reports that the last event of a stream has arrived, or that the stream has ended.
struct Report<'s> {
    arrived: &'s Semaphore,
    is_due: bool,
}

impl<'s> Report<'s> {
    fn new(arrived: &'s Semaphore) -> Self {
        Report { arrived, is_due: true }
    }

    fn item(&mut self, item: &Item<Said>) {
        if matches!(item, Item::Event(said) if said.text == LAST) {
            self.send();
        }
    }

    fn send(&mut self) {
        self.arrived.add_permits(usize::from(mem::take(&mut self.is_due)));
    }
}

impl Drop for Report<'_> {
    fn drop(&mut self) {
        self.send();
    }
}

/// Keeps the last request and sends nothing.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Transport for Kept {
    fn send(&self, request: Request) -> SendFuture<'_> {
        let body = request.body().map(|body| body.to_vec()).unwrap_or_default();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = body;
        Box::pin(async { Err(TransportError::other("nothing is sent")) })
    }
}

/// A client, and the data of the last event of the encrypted channel. Created once, because this is slower than a run.
static CLIENT: LazyLock<(Client, String)> = LazyLock::new(|| {
    let kept = Kept::default();
    let client = Client::builder("1", "key", "secret")
        .tls(false)
        .transport(kept.clone())
        .encryption_master_key_base64("zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=")
        .build()
        .expect("a client");
    let last = Said { text: LAST.to_owned() };
    let poll = client.trigger_on(&Vault, &last).into_future().now_or_never();
    assert!(matches!(poll, Some(Err(_))), "nothing is sent");
    let body = kept.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    let secret = body["data"].as_str().expect("text").to_owned();
    (client, secret)
});

/// Used for no request. Each configuration would build its own otherwise.
static HTTP: LazyLock<reqwest::Client> = LazyLock::new(reqwest::Client::new);

fn config(client: &Client, stream: DuplexStream) -> SubscriberConfig {
    let member = Member { id: 7, name: "Ada".to_owned() };
    let trusted = Trusted::new(client).member(&member).expect("a member");
    let stream = Arc::new(Mutex::new(Some(stream)));
    SubscriberConfig::from_client(client)
        .http_client(HTTP.clone())
        .authorizer(trusted)
        .backoff(MOMENT, MOMENT)
        .connect_with(move || {
            let stream = Arc::clone(&stream);
            async move {
                let stream = stream.lock().unwrap_or_else(PoisonError::into_inner).take();
                stream.ok_or_else(|| "there is one connection".into())
            }
        })
}

/// Whether a message is an event of the application on this channel, according to another parser.
fn is_event(message: &Message, channel: &str) -> bool {
    #[derive(Deserialize)]
    struct Read {
        event: String,
        channel: String,
    }
    let Message::Text(text) = message else { return false };
    serde_json::from_str::<Read>(text).is_ok_and(|read| {
        read.channel == channel
            && !read.event.starts_with("pusher:")
            && !read.event.starts_with("pusher_internal:")
    })
}

/// The service: it confirms subscriptions, and sends the messages after the third.
async fn serve(stream: DuplexStream, secret: &'static str, messages: Vec<Message>, arrived: Arc<Semaphore>) {
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
    let established = json!({ "socket_id": "1.1", "activity_timeout": 120 }).to_string();
    send(&mut socket, json!({ "event": "pusher:connection_established", "data": established })).await;
    for _ in 0..3 {
        let channel = subscription(&mut socket).await;
        confirm(&mut socket, &channel).await;
    }
    for message in messages {
        socket.send(message).await.expect("the subscriber reads");
    }
    for channel in ["news", "private-encrypted-vault", "presence-room"] {
        send_last(&mut socket, channel, secret).await;
    }
    loop {
        // A subscription that failed by the input's messages is requested again.
        let channel = tokio::select! {
            channel = subscription(&mut socket) => channel,
            _ = arrived.acquire_many(3) => break,
        };
        confirm(&mut socket, &channel).await;
        send_last(&mut socket, &channel, secret).await;
    }
    let frame = CloseFrame { code: 4003.into(), reason: "the app is disabled".into() };
    let _ = socket.send(Message::Close(Some(frame))).await;
    while let Some(Ok(_)) = socket.next().await {}
}

/// The channel of the next subscription that is requested.
async fn subscription(socket: &mut WebSocketStream<DuplexStream>) -> String {
    loop {
        let Some(Ok(Message::Text(text))) = socket.next().await else { panic!("the subscriber left") };
        let request: Value = serde_json::from_str(&text).expect("JSON");
        if request["event"] == "pusher:subscribe" {
            return request["data"]["channel"].as_str().expect("a channel").to_owned();
        }
    }
}

async fn send_last(socket: &mut WebSocketStream<DuplexStream>, channel: &str, secret: &str) {
    let last = json!({ "text": LAST }).to_string();
    let data = if channel == "private-encrypted-vault" { secret } else { &last };
    send(socket, json!({ "event": "said", "channel": channel, "data": data })).await;
}

async fn confirm(socket: &mut WebSocketStream<DuplexStream>, channel: &str) {
    let event = "pusher_internal:subscription_succeeded";
    let members = json!({ "presence": { "count": 1, "ids": ["7"], "hash": { "7": { "name": "Ada" } } } });
    let data = if channel == "presence-room" { members.to_string() } else { "{}".to_owned() };
    send(socket, json!({ "event": event, "channel": channel, "data": data })).await;
}

async fn send(socket: &mut WebSocketStream<DuplexStream>, message: Value) {
    socket.send(Message::text(message.to_string())).await.expect("the subscriber reads");
}
