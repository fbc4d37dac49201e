//! Everything that waits for another party has a time limit, and a failure is reported as an item.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use pusher_typed::{
    SocketId,
    client::{ChannelAuth, UserAuth},
    subscriber::{AuthorizeError, Authorizer, Authorizing, Item, SubscribeError, Subscription, UserItem},
};
use tokio::time::{Instant, sleep, timeout};

use crate::{
    schema::{Message, News, Notice, Orders},
    scripted::{Peer, Scripted},
};

const NEWS: News = News { id: 1 };
const ORDERS: Orders = Orders { id: 1 };
const ORDERS_NAME: &str = "private-orders-1";

pub(crate) fn auth() -> ChannelAuth {
    serde_json::from_str(r#"{"auth":"key:signature"}"#).expect("an authorization")
}

/// An authorizer that authorizes everything.
pub(crate) fn always() -> impl Authorizer {
    Turns::new([Answer::Authorize])
}

/// What an authorizer does when it is called.
#[derive(Debug, Clone, Copy)]
enum Answer {
    Authorize,
    Hang,
    Panic,
}

/// Returns the responses in turn, and then always the last one. Counts the running calls.
#[derive(Clone)]
struct Turns {
    answers: Arc<[Answer]>,
    calls: Arc<AtomicUsize>,
    running: Arc<AtomicUsize>,
}

/// One call; dropped with its future.
struct Running(Arc<AtomicUsize>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Turns {
    fn new<const N: usize>(answers: [Answer; N]) -> Self {
        Turns { answers: Arc::new(answers), calls: Arc::default(), running: Arc::default() }
    }

    async fn answer<T>(&self, authorization: T) -> Result<T, AuthorizeError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        self.running.fetch_add(1, Ordering::SeqCst);
        let _running = Running(Arc::clone(&self.running));
        match self.answers[call.min(self.answers.len() - 1)] {
            Answer::Authorize => Ok(authorization),
            Answer::Hang => pending().await,
            Answer::Panic => panic!("an authorizer that panics, as this test wants it"),
        }
    }
}

impl Authorizer for Turns {
    fn channel<'a>(
        &'a self,
        _: &'a SocketId,
        _: &'a pusher_typed::ChannelName,
    ) -> Authorizing<'a, ChannelAuth> {
        Box::pin(self.answer(auth()))
    }

    fn user<'a>(&'a self, _: &'a SocketId) -> Authorizing<'a, UserAuth> {
        let auth = r#"{"auth":"key:signature","user_data":"{\"id\":\"7\"}"}"#;
        Box::pin(self.answer(serde_json::from_str(auth).expect("an authentication")))
    }
}

/// Waits until no task has anything to do: only then does the paused clock advance.
async fn settle() {
    sleep(Duration::from_millis(1)).await;
}

/// Waits for an hour at most, so that a missing time limit is a failure.
pub(crate) async fn within_an_hour<T>(work: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(3600), work).await.expect("something within an hour")
}

/// The next item, which reports that subscribing again has failed.
async fn failure(stream: &mut Subscription<Message>) -> (SubscribeError, Duration) {
    match within_an_hour(stream.next()).await {
        Some(Item::SubscribeFailed { error, retry_in }) => (error, retry_in),
        other => panic!("{other:?}"),
    }
}

async fn loss(stream: &mut Subscription<Message>) {
    assert!(matches!(stream.next().await, Some(Item::Disconnected(_))));
}

#[tokio::test(start_paused = true)]
async fn a_subscription_that_is_not_confirmed_after_a_reconnect_is_tried_again() {
    let (mut service, mut peer, subscriber) = Scripted::connected(|it| it).await;
    let (news, ()) = tokio::join!(subscriber.subscribe::<Message>(&NEWS), peer.subscribe("news-1"));
    let mut news = news.expect("a subscription");
    drop(peer);
    loss(&mut news).await;

    let mut peer = service.accept().await;
    for _ in 0..3 {
        peer.expect_subscribe("news-1").await;
        let asked = Instant::now();
        let (error, _) = failure(&mut news).await;
        assert!(matches!(error, SubscribeError::Timeout), "{error:?}");
        assert_eq!(asked.elapsed(), Duration::from_secs(10));
        peer.expect_unsubscribe("news-1").await;
    }
    peer.subscribe("news-1").await;
    assert!(matches!(news.next().await, Some(Item::Gap)));
}

#[tokio::test(start_paused = true)]
async fn a_confirmation_that_may_be_that_of_an_earlier_request_is_not_trusted() {
    let (mut service, mut peer, subscriber) = Scripted::connected(|it| it).await;
    let (news, ()) = tokio::join!(subscriber.subscribe::<Message>(&NEWS), peer.subscribe("news-1"));
    let mut news = news.expect("a subscription");
    drop(peer);
    loss(&mut news).await;

    let mut peer = service.accept().await;
    peer.expect_subscribe("news-1").await;
    failure(&mut news).await;
    peer.expect_unsubscribe("news-1").await;
    peer.expect_subscribe("news-1").await;
    // The service confirms the first request, which is unsubscribed from by now, and ignores the second.
    peer.confirm("news-1").await;
    assert!(matches!(news.next().await, Some(Item::Gap)));

    let (error, _) = failure(&mut news).await;
    assert!(matches!(error, SubscribeError::UnclearConfirmation), "{error:?}");
    peer.expect_unsubscribe("news-1").await;
    peer.subscribe("news-1").await;
    assert!(matches!(news.next().await, Some(Item::Gap)));
    // This one is clear.
    assert!(timeout(Duration::from_secs(3600), news.next()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_dropped_before_its_confirmation_leaves_the_next_one_unclear() {
    let (_service, mut peer, subscriber) = Scripted::connected(|it| it).await;
    let dropped = timeout(Duration::from_secs(1), subscriber.subscribe::<Message>(&NEWS)).await;
    assert!(dropped.is_err());
    peer.expect_subscribe("news-1").await;
    peer.expect_unsubscribe("news-1").await;
    let (news, ()) = tokio::join!(subscriber.subscribe::<Message>(&NEWS), peer.subscribe("news-1"));
    let mut news = news.expect("a subscription");
    let (error, _) = failure(&mut news).await;
    assert!(matches!(error, SubscribeError::UnclearConfirmation), "{error:?}");
    peer.expect_unsubscribe("news-1").await;
    peer.subscribe("news-1").await;
    assert!(matches!(news.next().await, Some(Item::Gap)));
}

/// A subscription to a private channel, whose connection is lost.
async fn reconnected(turns: &Turns) -> (Scripted, Peer, Subscription<Message>) {
    let authorizer = turns.clone();
    let (mut service, mut peer, subscriber) =
        Scripted::connected(|config| config.authorizer(authorizer)).await;
    let (orders, ()) = tokio::join!(subscriber.subscribe::<Message>(&ORDERS), peer.subscribe(ORDERS_NAME));
    let mut orders = orders.expect("a subscription");
    drop(peer);
    loss(&mut orders).await;
    let peer = service.accept().await;
    (service, peer, orders)
}

#[tokio::test(start_paused = true)]
async fn an_authorizer_that_hangs_after_a_reconnect_is_called_again() {
    let turns = Turns::new([Answer::Authorize, Answer::Hang, Answer::Hang, Answer::Authorize]);
    let (_service, mut peer, mut orders) = reconnected(&turns).await;
    for _ in 0..2 {
        let (error, _) = failure(&mut orders).await;
        assert!(matches!(error, SubscribeError::AuthorizerTimeout), "{error:?}");
    }
    peer.subscribe(ORDERS_NAME).await;
    assert!(matches!(orders.next().await, Some(Item::Gap)));
    settle().await;
    assert_eq!(turns.calls.load(Ordering::SeqCst), 4);
    assert_eq!(turns.running.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn an_authorizer_that_panics_after_a_reconnect_is_called_again() {
    let turns = Turns::new([Answer::Authorize, Answer::Panic, Answer::Authorize]);
    let (_service, mut peer, mut orders) = reconnected(&turns).await;
    let (error, _) = failure(&mut orders).await;
    assert!(matches!(&error, SubscribeError::AuthorizerFailed(it) if it.to_string().contains("panicked")));
    peer.subscribe(ORDERS_NAME).await;
    assert!(matches!(orders.next().await, Some(Item::Gap)));
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_is_not_answered_after_a_reconnect_is_tried_again() {
    let turns =
        Turns::new([Answer::Authorize, Answer::Authorize, Answer::Hang, Answer::Panic, Answer::Authorize]);
    let (mut service, mut peer, subscriber) =
        Scripted::connected(|config| config.authorizer(turns.clone())).await;
    let (user, ()) = tokio::join!(subscriber.sign_in::<Notice>(), peer.sign_in());
    let mut user = user.expect("a sign-in");
    drop(peer);
    assert!(matches!(user.next().await, Some(UserItem::Channel(Item::Disconnected(_)))));

    let mut peer = service.accept().await;
    peer.expect("pusher:signin").await;
    let mut errors = Vec::new();
    for _ in 0..3 {
        match within_an_hour(user.next()).await {
            Some(UserItem::Channel(Item::SubscribeFailed { error, .. })) => errors.push(error),
            other => panic!("{other:?}"),
        }
    }
    assert!(
        matches!(
            &errors[..],
            [SubscribeError::Timeout, SubscribeError::AuthorizerTimeout, SubscribeError::AuthorizerFailed(_)]
        ),
        "{errors:?}"
    );
    // Signed in, but the user's channel is not confirmed.
    peer.expect("pusher:signin").await;
    let data = serde_json::json!({ "user_data": r#"{"id":"7"}"# });
    peer.send("pusher:signin_success", None, &data).await;
    peer.expect_subscribe("#server-to-user-7").await;
    let unconfirmed = within_an_hour(user.next()).await;
    assert!(
        matches!(
            unconfirmed,
            Some(UserItem::Channel(Item::SubscribeFailed { error: SubscribeError::Timeout, .. }))
        ),
        "{unconfirmed:?}"
    );
    peer.sign_in().await;
    assert!(matches!(user.next().await, Some(UserItem::Channel(Item::Gap))));
}

#[tokio::test(start_paused = true)]
async fn a_first_attempt_says_who_took_too_long() {
    let turns = Turns::new([Answer::Hang]);
    let (_service, mut peer, subscriber) =
        Scripted::connected(|config| config.authorizer(turns.clone())).await;
    let started = Instant::now();
    let error = subscriber.subscribe::<Message>(&ORDERS).await.expect_err("a timeout");
    assert!(matches!(error, SubscribeError::AuthorizerTimeout), "{error:?}");
    let error = subscriber.sign_in::<Notice>().await.expect_err("a timeout");
    assert!(matches!(error, SubscribeError::AuthorizerTimeout), "{error:?}");
    let error = subscriber.subscribe::<Message>(&NEWS).await.expect_err("a timeout");
    assert!(matches!(error, SubscribeError::Timeout), "{error:?}");
    assert_eq!(started.elapsed(), Duration::from_secs(30));

    // The connection is as good as before.
    peer.expect_subscribe("news-1").await;
    peer.expect_unsubscribe("news-1").await;
    let (news, ()) = tokio::join!(subscriber.subscribe::<Message>(&NEWS), peer.subscribe("news-1"));
    assert!(news.is_ok(), "{news:?}");
}

#[tokio::test(start_paused = true)]
async fn without_a_connection_a_first_attempt_has_its_limit_too() {
    let (_service, peer, subscriber) =
        Scripted::connected(|it| it.backoff(Duration::from_secs(3600), Duration::from_secs(3600))).await;
    drop(peer);
    let started = Instant::now();
    let error = within_an_hour(subscriber.subscribe::<Message>(&NEWS)).await.expect_err("a timeout");
    assert!(matches!(error, SubscribeError::Timeout), "{error:?}");
    assert_eq!(started.elapsed(), Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn authorizers_that_never_return_are_cancelled() {
    let turns = Turns::new([Answer::Hang]);
    let (_service, _peer, subscriber) = Scripted::connected(|config| config.authorizer(turns.clone())).await;
    for _ in 0..50 {
        subscriber.subscribe::<Message>(&ORDERS).await.expect_err("a timeout");
    }
    // A dropped future cancels its call as well.
    timeout(Duration::from_secs(1), subscriber.subscribe::<Message>(&ORDERS)).await.expect_err("no time");
    subscriber.subscribe::<Message>(&Orders { id: 2 }).await.expect_err("a timeout");
    settle().await;
    assert_eq!(turns.calls.load(Ordering::SeqCst), 52);
    assert_eq!(turns.running.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn calls_that_hang_do_not_keep_others_waiting_for_ever() {
    let turns = Turns::new([Answer::Hang]);
    let (_service, _peer, subscriber) = Scripted::connected(|config| config.authorizer(turns.clone())).await;
    let hanging: Vec<_> = (0..40).map(|id| subscriber.subscribe::<Message>(&Orders { id })).collect();
    for call in hanging.into_iter().map(tokio::spawn).collect::<Vec<_>>() {
        let error = call.await.expect("no panic").expect_err("a timeout");
        assert!(matches!(error, SubscribeError::AuthorizerTimeout), "{error:?}");
    }
    settle().await;
    assert_eq!(turns.running.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn a_stream_begins_on_the_connection_that_confirmed_it() {
    let (mut service, mut peer, subscriber) = Scripted::connected(|it| it).await;
    let confirm = async {
        peer.expect_subscribe("news-1").await;
        peer.event("news-1", "before the confirmation").await;
        drop(peer);
        let mut peer = service.accept().await;
        peer.subscribe("news-1").await;
        peer.event("news-1", "after it").await;
        peer
    };
    let (news, _peer) = tokio::join!(subscriber.subscribe::<Message>(&NEWS), confirm);
    let mut news = news.expect("a subscription");
    // What was sent between the connections is not reported, so nothing before it may be there either.
    assert!(matches!(news.next().await, Some(Item::Event(it)) if it.text == "after it"));
}
