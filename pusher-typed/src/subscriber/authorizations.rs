//! The calls of the authorizer: which are under way, and who waits for one.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use tokio::task::{self, JoinError, JoinSet};

use super::{
    authorizer::Authorizer,
    channel::AuthorizerCall,
    error::{AuthorizeError, SubscribeError},
    outgoing::Subject,
};
use crate::{
    ChannelName, SocketId,
    client::{ChannelAuth, UserAuth},
};

/// The result of an authorizer, and what it is for.
pub(super) enum Authorized {
    Channel {
        name: Arc<str>,
        /// Of the subscription.
        id: u64,
        auth: Result<ChannelAuth, SubscribeError>,
    },
    User(Result<UserAuth, SubscribeError>),
}

/// The result of a call's task.
pub(super) type Finished = Result<(task::Id, Response), JoinError>;

pub(super) enum Response {
    Channel(Result<ChannelAuth, AuthorizeError>),
    User(Result<UserAuth, AuthorizeError>),
}

/// The calls on the current connection.
pub(super) struct Authorizations {
    authorizer: Arc<dyn Authorizer>,
    running: JoinSet<Response>,
    /// The subjects of the running calls; a channel with the id of its subscription.
    subjects: HashMap<task::Id, (Subject, u64)>,
    /// The subjects that wait for a call, because the number of concurrent calls is limited.
    waiting: VecDeque<Subject>,
}

impl Authorizations {
    pub(super) fn new(authorizer: Arc<dyn Authorizer>) -> Self {
        Authorizations {
            authorizer,
            running: JoinSet::new(),
            subjects: HashMap::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Waits for a call.
    pub(super) fn enqueue(&mut self, subject: Subject) {
        self.waiting.push_back(subject);
    }

    /// The next subject, if the authorizer may be called once more.
    pub(super) fn next(&mut self) -> Option<Subject> {
        let is_free = self.running.len() < self.authorizer.concurrency().max(1);
        is_free.then(|| self.waiting.pop_front()).flatten()
    }

    /// Calls the authorizer for a channel.
    pub(super) fn call_for_channel(
        &mut self,
        subject: &Subject,
        id: u64,
        socket_id: SocketId,
        name: ChannelName,
    ) -> AuthorizerCall {
        let authorizer = Arc::clone(&self.authorizer);
        let call = async move { Response::Channel(authorizer.channel(&socket_id, &name).await) };
        self.spawn(subject, id, call)
    }

    /// Calls the authorizer for the user.
    pub(super) fn call_for_user(&mut self, socket_id: SocketId) -> AuthorizerCall {
        let authorizer = Arc::clone(&self.authorizer);
        self.spawn(&Subject::User, 0, async move { Response::User(authorizer.user(&socket_id).await) })
    }

    fn spawn(
        &mut self,
        subject: &Subject,
        id: u64,
        call: impl Future<Output = Response> + Send + 'static,
    ) -> AuthorizerCall {
        let task = self.running.spawn(call);
        self.subjects.insert(task.id(), (subject.clone(), id));
        AuthorizerCall(task)
    }

    /// The next call that has ended; `None` if there are no calls. Dropping the future loses nothing.
    pub(super) async fn finished(&mut self) -> Option<Finished> {
        self.running.join_next_with_id().await
    }

    /// What a call gave; `None` if it was cancelled.
    pub(super) fn outcome(&mut self, finished: Finished) -> Option<Authorized> {
        let task = match &finished {
            Ok((task, _)) => *task,
            Err(error) => error.id(),
        };
        let (subject, id) = self.subjects.remove(&task)?;
        let response = match finished {
            Ok((_, response)) => Ok(response),
            Err(error) if error.is_panic() => {
                Err(SubscribeError::AuthorizerFailed("the authorizer panicked".into()))
            }
            Err(_) => return None,
        };
        match (subject, response) {
            (Subject::Channel(name), Ok(Response::Channel(auth))) => {
                Some(Authorized::Channel { name, id, auth: auth.map_err(Into::into) })
            }
            (Subject::Channel(name), Err(error)) => Some(Authorized::Channel { name, id, auth: Err(error) }),
            (Subject::User, Ok(Response::User(auth))) => Some(Authorized::User(auth.map_err(Into::into))),
            (Subject::User, Err(error)) => Some(Authorized::User(Err(error))),
            _ => None,
        }
    }

    /// The connection is lost: cancels all calls.
    pub(super) fn clear(&mut self) {
        self.running = JoinSet::new();
        self.subjects.clear();
        self.waiting.clear();
    }
}
