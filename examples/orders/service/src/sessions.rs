//! Sessions. Any name is accepted without a password; a real shop needs a real login.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, header::COOKIE, request::Parts},
};
use orders_schema::{Name, Person, PersonId};

use crate::refusal::Refusal;

/// The maximum number of people that are stored. If there are more, the oldest are removed with their sessions.
const MOST: usize = 1000;

/// The people who are signed in, by the value of the cookie.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Arc<Mutex<Table>>);

#[derive(Default)]
struct Table {
    last: u64,
    sessions: HashMap<String, PersonId>,
    /// Includes people who have signed out: webhooks about them arrive later.
    people: BTreeMap<PersonId, Name>,
}

impl Sessions {
    /// The cookie's name.
    pub(crate) const COOKIE: &str = "orders_session";

    /// Creates a person and a session token.
    pub(crate) fn begin(&self, name: Name) -> (String, Person) {
        let mut table = self.table();
        table.last += 1;
        let person = Person { id: PersonId(table.last), name };
        let token = uuid::Uuid::new_v4().simple().to_string();
        table.sessions.insert(token.clone(), person.id);
        table.people.insert(person.id, person.name.clone());
        table.remove_oldest();
        (token, person)
    }

    pub(crate) fn end(&self, headers: &HeaderMap) -> Option<Person> {
        let mut table = self.table();
        let id = table.sessions.remove(token(headers)?)?;
        table.person(id)
    }

    /// The name of a person who is or was signed in.
    pub(crate) fn name(&self, id: PersonId) -> Option<Name> {
        self.table().people.get(&id).cloned()
    }

    fn person(&self, headers: &HeaderMap) -> Option<Person> {
        let table = self.table();
        table.person(*table.sessions.get(token(headers)?)?)
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn person(&self, id: PersonId) -> Option<Person> {
        self.people.get(&id).map(|name| Person { id, name: name.clone() })
    }

    fn remove_oldest(&mut self) {
        if self.people.len() > MOST
            && let Some((removed, _)) = self.people.pop_first()
        {
            self.sessions.retain(|_, id| *id != removed);
        }
    }
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split("; ")).filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| *name == Sessions::COOKIE).map(|(_, token)| token)
}

/// The person who sent the request; the request is rejected without a session.
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

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn cookie(token: &str) -> HeaderMap {
        let value = HeaderValue::from_str(&format!("theme=dark; {}={token}", Sessions::COOKIE));
        HeaderMap::from_iter([(COOKIE, value.expect("a header"))])
    }

    #[test]
    fn a_person_who_has_signed_out_has_a_name_but_no_session() {
        let sessions = Sessions::default();
        let (token, ada) = sessions.begin(Name::new("Ada").expect("a name"));
        assert_eq!(sessions.person(&cookie(&token)), Some(ada.clone()));
        assert_eq!(sessions.end(&cookie(&token)), Some(ada.clone()));
        assert_eq!((sessions.person(&cookie(&token)), sessions.end(&cookie(&token))), (None, None));
        assert_eq!(sessions.name(ada.id), Some(ada.name));
    }

    #[test]
    fn the_oldest_people_are_removed() {
        let sessions = Sessions::default();
        let name = || Name::new("Ada").expect("a name");
        let (first, ada) = sessions.begin(name());
        let (second, _) = sessions.begin(name());
        for _ in 2..=MOST {
            sessions.begin(name());
        }
        assert_eq!((sessions.person(&cookie(&first)), sessions.name(ada.id)), (None, None));
        assert!(sessions.person(&cookie(&second)).is_some());
        assert_eq!(sessions.table().sessions.len(), MOST);
    }
}
