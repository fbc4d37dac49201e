//! Who is signed in: whoever gives a name is believed. A real shop asks for more.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, header::COOKIE, request::Parts},
};
use orders_schema::{Name, Person, PersonId};

use crate::refusal::Refusal;

/// Who is signed in, by the value of the cookie.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Arc<Mutex<Table>>);

#[derive(Default)]
struct Table {
    last: u64,
    people: HashMap<String, Person>,
}

impl Sessions {
    /// The cookie's name.
    pub(crate) const COOKIE: &str = "orders_session";

    /// A new person, and the token that says so.
    pub(crate) fn begin(&self, name: Name) -> (String, Person) {
        let mut table = self.table();
        table.last += 1;
        let person = Person { id: PersonId(table.last), name };
        let token = uuid::Uuid::new_v4().simple().to_string();
        table.people.insert(token.clone(), person.clone());
        (token, person)
    }

    pub(crate) fn end(&self, headers: &HeaderMap) -> Option<Person> {
        self.table().people.remove(token(headers)?)
    }

    /// A person's name, as long as they are signed in.
    pub(crate) fn name(&self, id: PersonId) -> Option<Name> {
        self.table().people.values().find(|person| person.id == id).map(|person| person.name.clone())
    }

    fn person(&self, headers: &HeaderMap) -> Option<Person> {
        self.table().people.get(token(headers)?).cloned()
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split("; ")).filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| *name == Sessions::COOKIE).map(|(_, token)| token)
}

/// The person who sent the request; without one it is refused.
pub(crate) struct SignedIn(pub(crate) Person);

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    Sessions: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        Sessions::from_ref(state).person(&parts.headers).map(SignedIn).ok_or(Refusal::NotSignedIn)
    }
}
