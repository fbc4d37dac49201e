//! With an idempotency key, Sockudo delivers an event once, regardless of the number of attempts.

use std::{collections::HashSet, env, sync::Mutex, time::Duration};

use pusher_typed::{
    Client,
    client::RetryPolicy,
    subscriber::{Item, Subscriber, SubscriberConfig, Subscription},
    transport::{Request, ReqwestTransport, SendFuture, Transport, TransportError},
};
use pusher_typed_tests::Sockudo;
use tokio::time::timeout;

use super::stage::{Outcome, Stage, builder};
use crate::schema::{Message, NewsChannel, message};

/// How many events are sent: 500, or what the variable says (10,000 take some minutes).
const COUNT_VARIABLE: &str = "PUSHER_TYPED_IDEMPOTENT_EVENTS";

/// Drops the response to the first attempt of each request after the server has accepted it.
struct LostResponses {
    transport: ReqwestTransport,
    seen: Mutex<HashSet<Vec<u8>>>,
}

impl Transport for LostResponses {
    fn send(&self, request: Request) -> SendFuture<'_> {
        let body = request.body().map(|body| body.to_vec()).unwrap_or_default();
        let first = self.seen.lock().expect("no panic").insert(body);
        Box::pin(async move {
            let response = self.transport.send(request).await?;
            if first && response.is_success() {
                return Err(TransportError::other("the response was dropped"));
            }
            Ok(response)
        })
    }
}

/// A client that loses the response to the first attempt of each request.
pub(super) fn client_with_lost_responses(server: &Sockudo) -> Result<Client, Box<dyn std::error::Error>> {
    let transport =
        LostResponses { transport: ReqwestTransport::new(reqwest::Client::new()), seen: Mutex::default() };
    let retry = RetryPolicy::at_least_once(5).pauses(Duration::from_millis(1), Duration::from_secs(5));
    Ok(builder(server, Sockudo::SECRET).transport(transport).retry(retry).build()?)
}

async fn next(news: &mut Subscription<Message>) -> String {
    match timeout(Duration::from_secs(10), news.next()).await.expect("an item in time") {
        Some(Item::Event(event)) => event.text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_event_whose_first_response_is_lost_is_delivered_once() -> Outcome {
    let count: usize = env::var(COUNT_VARIABLE).map_or(Ok(500), |count| count.parse())?;
    let stage = Stage::new().await?;
    let client = client_with_lost_responses(&stage.server)?;
    let subscriber = Subscriber::connect(SubscriberConfig::from_client(&client)).await?;
    let channel = NewsChannel { id: 1 };
    let mut news = subscriber.subscribe::<Message>(&channel).await?;

    // A second delivery would arrive in place of the next event.
    for at in 0..count {
        let text = format!("event {at}");
        if at % 2 == 0 {
            client.trigger_on(&channel, &message(&text)).idempotent().await?;
        } else {
            client.batch().event_on(&channel, &message(&text)).idempotent().send().await?;
        }
        assert_eq!(next(&mut news).await, text);
    }
    // Without a key, the event is delivered twice: the test can detect it.
    client.trigger_on(&channel, &message("twice")).await?;
    assert_eq!([next(&mut news).await, next(&mut news).await], ["twice", "twice"]);
    subscriber.close().await;
    Ok(())
}
