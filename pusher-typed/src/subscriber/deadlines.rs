//! The deadlines of a connection's subscriptions and of its sign-in.

use std::collections::{BTreeSet, HashMap};

use tokio::time::Instant;

use super::outgoing::Subject;

/// At most one deadline for each subject.
#[derive(Default)]
pub(super) struct Deadlines {
    ordered: BTreeSet<(Instant, Subject)>,
    by_subject: HashMap<Subject, Instant>,
}

impl Deadlines {
    /// Sets or removes the deadline of a subject.
    pub(super) fn set(&mut self, subject: &Subject, deadline: Option<Instant>) {
        if self.by_subject.get(subject).copied() == deadline {
            return;
        }
        if let Some(old) = self.by_subject.remove(subject) {
            self.ordered.remove(&(old, subject.clone()));
        }
        if let Some(deadline) = deadline {
            self.ordered.insert((deadline, subject.clone()));
            self.by_subject.insert(subject.clone(), deadline);
        }
    }

    /// The first deadline.
    pub(super) fn next(&self) -> Option<Instant> {
        self.ordered.first().map(|(deadline, _)| *deadline)
    }

    /// Removes a deadline that has passed.
    pub(super) fn pop(&mut self, now: Instant) -> Option<Subject> {
        if self.next()? > now {
            return None;
        }
        let (_, subject) = self.ordered.pop_first()?;
        self.by_subject.remove(&subject);
        Some(subject)
    }

    pub(super) fn clear(&mut self) {
        self.ordered.clear();
        self.by_subject.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn each_subject_has_one_deadline_and_they_pass_in_order() {
        let now = Instant::now();
        let at = |seconds| now + Duration::from_secs(seconds);
        let channel = Subject::Channel("a".into());
        let mut deadlines = Deadlines::default();
        deadlines.set(&channel, Some(at(1)));
        deadlines.set(&Subject::User, Some(at(2)));
        deadlines.set(&channel, Some(at(3)));
        assert_eq!((deadlines.next(), deadlines.pop(at(1))), (Some(at(2)), None));
        assert_eq!(deadlines.pop(at(9)), Some(Subject::User));
        assert_eq!(deadlines.pop(at(9)), Some(channel.clone()));
        assert_eq!((deadlines.pop(at(9)), deadlines.next()), (None, None));
        deadlines.set(&channel, Some(at(4)));
        deadlines.set(&channel, None);
        assert_eq!(deadlines.next(), None);
    }
}
