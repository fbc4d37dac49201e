//! The log contains the states of the connection, and never what is sent over it.

use std::{
    cell::RefCell,
    fmt::{Debug, Write as _},
    sync::OnceLock,
};

use ::tracing::{
    Dispatch, Event, Metadata, Subscriber as TracingSubscriber,
    field::{Field, Visit},
    span,
    subscriber::set_default,
};
use pusher_typed::subscriber::{AuthorizeError, Item, Subscriber};
use serde_json::json;

use crate::{
    schema::{Message, News, Orders, Secret, Typing, Vault, message},
    scripted::Scripted,
    time_limits::auth,
};

thread_local! {
    /// The lines of this thread, by `tracing` and by `log`, at every level.
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

struct Journal;

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

fn note(metadata: &Metadata<'_>, record: impl FnOnce(&mut Line)) {
    let mut line = Line(format!("{} {}:", metadata.level(), metadata.target()));
    record(&mut line);
    LINES.with_borrow_mut(|lines| lines.push(line.0));
}

impl TracingSubscriber for Journal {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        note(span.metadata(), |line| span.record(line));
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &Event<'_>) {
        note(event.metadata(), |line| event.record(line));
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

impl log::Log for Journal {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }
    fn log(&self, record: &log::Record<'_>) {
        // A thread that ends has no lines any more.
        let _ = LINES.try_with(|lines| {
            lines.borrow_mut().push(format!("{} {}: {}", record.level(), record.target(), record.args()));
        });
    }
    fn flush(&self) {}
}

/// Dispatches to a journal that lives on beside those of single tests.
///
/// While there is only one dispatcher, `tracing` decides with the default of the current thread whether a callsite is
/// enabled: a thread of another test, which has none, would disable it for all. With two, it consults all of them.
static OTHER: OnceLock<Dispatch> = OnceLock::new();

/// Everything that this thread logs from now on, at every level.
fn journal() -> ::tracing::subscriber::DefaultGuard {
    // Another test may have set it.
    let _ = log::set_logger(&Journal);
    log::set_max_level(log::LevelFilter::Trace);
    LINES.with_borrow_mut(Vec::clear);
    OTHER.get_or_init(|| Dispatch::new(Journal));
    set_default(Journal)
}

fn lines() -> Vec<String> {
    LINES.with_borrow(Clone::clone)
}

fn assert_logged(beginning: &str, part: &str) {
    let lines = lines();
    let found = lines.iter().any(|line| line.starts_with(beginning) && line.contains(part));
    assert!(found, "{part} is missing: {lines:#?}");
}

#[tokio::test(start_paused = true)]
async fn what_happens_to_a_connection_is_logged() {
    let _journal = journal();
    let (mut service, mut peer, subscriber) = Scripted::connected(|config| {
        let calls = std::sync::atomic::AtomicUsize::new(0);
        config.authorize_with(move |_, _| {
            let call = calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            std::future::ready(match call {
                0 => Ok(auth()),
                1 => Err(AuthorizeError::failed("deploying")),
                _ => Err(AuthorizeError::refused("not you")),
            })
        })
    })
    .await;
    let (news, ()) = tokio::join!(subscriber.subscribe::<Message>(&News { id: 1 }), peer.subscribe("news-1"));
    let mut news = news.expect("a subscription");
    let (orders, ()) =
        tokio::join!(subscriber.subscribe::<Message>(&Orders { id: 1 }), peer.subscribe("private-orders-1"));
    let mut orders = orders.expect("a subscription");
    peer.error(4301).await;
    peer.close(4100, "over capacity").await;
    service.accept_silently().await.close(4101, "still over capacity").await;
    let mut peer = service.accept().await;
    peer.subscribe("news-1").await;
    peer.send_text("{").await;
    while !matches!(news.next().await, Some(Item::Unreadable(_))) {}
    while !matches!(orders.next().await, Some(Item::Refused(_))) {}
    peer.close(4004, "over quota").await;
    while news.next().await.is_some() {}

    let target = "pusher_typed::subscriber:";
    assert_logged(&format!("INFO {target}"), "message=connected socket_id=\"1.1\"");
    assert_logged(&format!("DEBUG {target}"), "message=subscribed channel=\"private-orders-1\"");
    assert_logged(&format!("WARN {target}"), "the service has sent an error code=4301");
    assert_logged(&format!("WARN {target}"), "the connection is lost code=4100 reason=\"over capacity\"");
    assert_logged(&format!("INFO {target}"), "connecting again after a pause attempt=1");
    assert_logged(&format!("WARN {target}"), "an attempt to connect has failed code=4101");
    assert_logged(&format!("INFO {target}"), "connecting again after a pause attempt=2");
    assert_logged(&format!("WARN {target}"), "events may have been missed channel=\"news-1\"");
    assert_logged(
        &format!("WARN {target}"),
        "subscribing again has failed channel=\"private-orders-1\" error=\"the authorizer failed: deploying\"",
    );
    assert_logged(
        &format!("WARN {target}"),
        "the subscription has failed channel=\"private-orders-1\" error=\"the authorizer refused the subscription: not you\"",
    );
    assert_logged(&format!("WARN {target}"), "a message that cannot be read");
    assert_logged(&format!("WARN {target}"), "is not opened again code=4004");
    let own: Vec<_> = lines().into_iter().filter(|line| line.contains("pusher_typed")).collect();
    assert!(own.iter().all(|line| line.contains(&format!(" {target}"))), "{own:#?}");
}

/// What must not be logged, at any level and by no library beneath.
const SIGNATURE: &str = "5160e1b6a2f3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d";
const SHARED_SECRET: &str = "c2hhcmVkLXNlY3JldC1vZi0zMi1ieXRlcy1leGFjdGw=";
const PAYLOADS: [&str; 3] = ["incoming-payload", "outgoing-payload", "of-the-user"];

#[tokio::test]
async fn neither_payloads_nor_signatures_nor_secrets_are_logged_at_any_level() {
    let _journal = journal();
    // Over TCP and with the handshake, so that the libraries beneath take part.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let config =
        pusher_typed::subscriber::SubscriberConfig::new("key").host("127.0.0.1").port(port).tls(false);
    let config = config.authorize_with(|_, _| async {
        let auth = json!({ "auth": format!("key:{SIGNATURE}"), "shared_secret": SHARED_SECRET });
        Ok(serde_json::from_value(auth)?)
    });
    let (subscriber, mut peer) =
        tokio::join!(Subscriber::connect(config), crate::scripted::Peer::accept(&listener));
    let subscriber = subscriber.expect("a connection");
    let orders = Orders { id: 1 };
    let (stream, ()) =
        tokio::join!(subscriber.subscribe::<Message>(&orders), peer.subscribe("private-orders-1"));
    let mut stream = stream.expect("a subscription");
    let (vault, ()) =
        tokio::join!(subscriber.subscribe::<Secret>(&Vault), peer.subscribe("private-encrypted-cache-vault"));
    let _vault = vault.expect("a subscription");

    peer.event("private-orders-1", PAYLOADS[0]).await;
    assert!(matches!(stream.next().await, Some(Item::Event(it)) if it == message(PAYLOADS[0])));
    let noted = json!({ "text": PAYLOADS[1] });
    subscriber.send(&orders, &Typing { on: true }).await.expect("written");
    peer.expect("client-typing").await;
    let quoting = json!({ "code": 4009, "message": format!("invalid signature {SIGNATURE}") });
    peer.send("pusher:error", None, &quoting).await;
    peer.send_text(&format!(r#"{{"event":null,"data":"{noted} {}"#, PAYLOADS[2])).await;
    assert!(matches!(stream.next().await, Some(Item::Unreadable(_))));
    subscriber.close().await;

    let lines = lines();
    assert!(lines.iter().any(|line| line.contains("the service has sent an error")), "{lines:#?}");
    for line in &lines {
        for secret in PAYLOADS.into_iter().chain([SIGNATURE, SHARED_SECRET]) {
            assert!(!line.contains(secret), "{line}");
        }
    }
    // The frames are in no line either, in whatever form: not as text, and not as numbers.
    assert!(!lines.iter().any(|line| line.contains("frame") || line.contains("payload")), "{lines:#?}");
}
