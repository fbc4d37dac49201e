//! Spans identify the subject of a request, and never contain a payload.

use std::{
    fmt::{Debug, Write as _},
    sync::{Arc, Mutex, OnceLock},
};

use ::tracing::{
    Dispatch, Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
    subscriber::{DefaultGuard, set_default},
};
use pusher_typed::transport::TransportError;

use crate::service::{MASTER_KEY, News, Paid, SECRET, Service, note};

/// Writes everything that is traced, one line a span, record or event.
#[derive(Clone, Default)]
struct Journal(Arc<Mutex<String>>);

/// Dispatches to a journal that lives on beside those of single tests.
///
/// While there is only one dispatcher, `tracing` decides with the default of the current thread whether a callsite is
/// enabled: a thread of another test, which has none, would disable it for all. With two, it consults all of them.
static OTHER: OnceLock<Dispatch> = OnceLock::new();

impl Visit for Journal {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0.lock().expect("no panic"), " {}={value:?}", field.name());
    }
}

impl Journal {
    /// Receives what this thread traces, until the guard is dropped.
    fn begin(&self) -> DefaultGuard {
        OTHER.get_or_init(|| Dispatch::new(Journal::default()));
        set_default(self.clone())
    }

    fn line(&self, record: impl FnOnce(&mut Journal)) {
        record(&mut self.clone());
        self.0.lock().expect("no panic").push('\n');
    }

    fn target(&self, metadata: &Metadata<'_>) {
        self.line(|journal| {
            let _ = write!(journal.0.lock().expect("no panic"), "target={}", metadata.target());
        });
    }

    fn text(&self) -> String {
        self.0.lock().expect("no panic").clone()
    }
}

impl Subscriber for Journal {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("pusher_typed")
    }
    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        self.target(span.metadata());
        self.line(|journal| span.record(journal));
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        self.line(|journal| values.record(journal));
    }
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &Event<'_>) {
        self.target(event.metadata());
        self.line(|journal| event.record(journal));
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn a_span_has_channel_event_size_attempt_and_status() {
    let journal = Journal::default();
    let _guard = journal.begin();
    let service = Service::default();
    service.respond_with(Err(TransportError::not_sent("refused")));
    service.client().trigger(&Paid { id: 7, topic: 3 }).await.expect("sent");
    let text = journal.text();
    let span = |attempt| {
        format!(
            " method=\"POST\" path=\"/apps/1/events\" event=paid channels=private-orders-7,news-3 size=18 attempt={attempt}\n"
        )
    };
    assert!(text.contains(&span(1)) && text.contains(&span(2)), "{text}");
    assert!(text.contains(" status=200\n") && text.contains("retrying"), "{text}");
}

#[tokio::test]
async fn a_span_of_a_batch_has_all_of_its_events() {
    let journal = Journal::default();
    let _guard = journal.begin();
    let service = Service::default();
    service.respond(500, "boom");
    let batch =
        service.client().batch().event(&Paid { id: 7, topic: 3 }).event_on(&News { topic: 4 }, &note("x"));
    batch.send().await.expect_err("it fails");
    let text = journal.text();
    assert!(text.contains("event=paid,note channels=private-orders-7,news-3,news-4 size=48"), "{text}");
    assert!(text.contains(" status=500\n"), "{text}");
}

#[tokio::test]
async fn no_payload_no_secret_and_no_signature_is_traced() {
    let journal = Journal::default();
    let _guard = journal.begin();
    let service = Service::default();
    service.encrypting().trigger_on(&News { topic: 3 }, &note("between us")).await.expect("sent");
    let text = journal.text();
    let query = service.requests()[0].query().to_owned();
    let (_, signature) = query.split_once("auth_signature=").expect("a signature");
    assert!(text.contains("news-3"), "{text}");
    for secret in ["between", SECRET, MASTER_KEY, signature, "auth_"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn an_event_has_the_causes_of_an_error_and_a_target_that_users_know() {
    let journal = Journal::default();
    let _guard = journal.begin();
    let service = Service::default();
    for _ in 0..3 {
        service.respond_with(Err(TransportError::not_sent("dns lookup of nowhere.invalid failed")));
    }
    service.client().trigger(&Paid { id: 7, topic: 3 }).await.expect_err("no connection");
    let text = journal.text();
    assert!(text.contains("nothing was sent: dns lookup of nowhere.invalid failed"), "{text}");
    let lines: Vec<_> = text.lines().filter(|line| line.starts_with("target=")).collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| *line == "target=pusher_typed::client"), "{text}");
}
