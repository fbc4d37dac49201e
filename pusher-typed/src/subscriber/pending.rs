//! What is awaited, as types of their own: a bound that is not met is reported
//! once, at the call, and not again for each use of the future.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use super::{SendError, SubscribeError, UserEvents, guard::Guard, guard::UserGuard};

type Work<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

/// A subscription that is under way. Gives a [`Subscription`](super::Subscription)
/// or a [`Presence`](super::Presence), or why there is none.
#[must_use = "nothing is subscribed to until this is awaited"]
pub struct Subscribing<S> {
    work: Work<Guard, SubscribeError>,
    stream: fn(Guard) -> S,
}

impl<S> Subscribing<S> {
    pub(super) fn new(
        work: impl Future<Output = Result<Guard, SubscribeError>> + Send + 'static,
        stream: fn(Guard) -> S,
    ) -> Self {
        Subscribing { work: Box::pin(work), stream }
    }
}

impl<S> Future for Subscribing<S> {
    type Output = Result<S, SubscribeError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.work.as_mut().poll(context).map_ok(self.stream)
    }
}

/// A sign-in that is under way. Gives [`UserEvents`], or why there are none.
#[must_use = "nobody is signed in until this is awaited"]
pub struct SigningIn<E> {
    work: Work<UserGuard, SubscribeError>,
    stream: fn(UserGuard) -> UserEvents<E>,
}

impl<E> SigningIn<E> {
    pub(super) fn new(
        work: impl Future<Output = Result<UserGuard, SubscribeError>> + Send + 'static,
    ) -> Self {
        SigningIn { work: Box::pin(work), stream: UserEvents::new }
    }
}

impl<E> Future for SigningIn<E> {
    type Output = Result<UserEvents<E>, SubscribeError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.work.as_mut().poll(context).map_ok(self.stream)
    }
}

/// A client event on its way to the connection.
#[must_use = "nothing is sent until this is awaited"]
pub struct Sending {
    work: Work<(), SendError>,
}

impl Sending {
    pub(super) fn new(work: impl Future<Output = Result<(), SendError>> + Send + 'static) -> Self {
        Sending { work: Box::pin(work) }
    }
}

impl Future for Sending {
    type Output = Result<(), SendError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.work.as_mut().poll(context)
    }
}

impl<S> fmt::Debug for Subscribing<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscribing").finish_non_exhaustive()
    }
}

impl<E> fmt::Debug for SigningIn<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningIn").finish_non_exhaustive()
    }
}

impl fmt::Debug for Sending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
