//! Outages and failures are traced, payloads are not.

use std::{
    fmt::{Debug, Write as _},
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use ::tracing::{
    Dispatch, Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
    subscriber::{DefaultGuard, set_default},
};

use crate::{
    schema::{Orders, Outcome, note},
    script::{Reply, Script},
};

/// Writes every event of the publisher, one a line.
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
}

impl Subscriber for Journal {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "pusher_typed::publisher"
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &Event<'_>) {
        write!(self.0.lock().expect("no panic"), "{}", event.metadata().level()).expect("a text");
        event.record(&mut self.clone());
        self.0.lock().expect("no panic").push('\n');
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[tokio::test(start_paused = true)]
async fn the_begin_and_the_end_of_an_outage_and_every_failure() -> Outcome {
    let journal = Journal::default();
    let _guard = journal.begin();
    let script = Script::new([Reply::RetryAfter(429, 20), Reply::NotSent, Reply::Accept, Reply::Status(413)]);
    let builder = script.client().publisher().on_failure(|_| panic!("a callback that panics"));
    let publisher = builder.start();
    let channel = Orders { id: 7 };
    publisher.publish_on(&channel, &note("a private text"))?;
    tokio::time::sleep(Duration::from_secs(60)).await;
    publisher.publish_on(&channel, &note("another"))?;
    publisher.close().await;

    let text = journal.0.lock().expect("no panic").clone();
    let lines: Vec<_> = text.lines().collect();
    assert!(
        lines[0].starts_with("WARN message=an outage of the service began")
            && lines[0].contains("pause_ms=20000"),
        "{text}"
    );
    assert!(lines[1].starts_with("WARN message=the outage of the service continues"), "{text}");
    assert!(lines[2].starts_with("INFO message=the outage of the service has ended outage_ms=20"), "{text}");
    for part in [
        "WARN message=an event was not delivered",
        " event=\"note\"",
        " channels=\"private-orders-7\"",
        " may_have_arrived=false",
        " error=the service refused the event",
        " cause=the service responded with status 413",
    ] {
        assert!(lines[3].contains(part), "{part}: {text}");
    }
    assert!(lines[4].starts_with("ERROR"), "{text}");
    assert!(!text.contains("private text") && !text.contains("secret"), "{text}");
    Ok(())
}
