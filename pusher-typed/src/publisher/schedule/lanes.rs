//! Which values may be sent together, and in which order.

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState},
};

/// Waiting values, with one queue for each channel.
///
/// A value may belong to several channels. It is taken when it is the first of each of them, and
/// [`take`](Lanes::take) never takes a value of a channel while another group with values of that channel is
/// open. So the values of one channel are sent in the order of [`push`](Lanes::push), and different channels
/// do not wait for each other.
pub struct Lanes<T> {
    queues: HashMap<LaneKey, Lane<T>, BuildHasherDefault<KeyHasher>>,
    /// The values that belong to several lanes, by their number.
    shared: HashMap<u64, Item<T>>,
    next_shared: u64,
    /// The lanes whose first value may be ready to take, without duplicates.
    ready: VecDeque<LaneKey>,
    waiting: usize,
}

/// The queue of a channel.
struct Lane<T> {
    queue: VecDeque<Place<T>>,
    /// Whether a group with values of the lane is open.
    out: bool,
    /// Whether it is in `ready`.
    listed: bool,
}

/// An entry of a lane.
enum Place<T> {
    Own(Item<T>),
    /// The number of a value that also has entries in other lanes.
    Shared(u64),
}

/// How a value is sent.
enum Goes {
    WithOthers,
    Alone,
}

struct Item<T> {
    value: T,
    keys: LaneKeys,
    /// Whether the value must be the only one in its group.
    alone: bool,
}

/// A channel, by a hash of its name. Channels with the same hash share a queue, which only costs time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LaneKey(u64);

impl LaneKey {
    /// The key of the channel of this name, the same for every call with the same `state`.
    pub fn new(state: &RandomState, name: &str) -> Self {
        LaneKey(state.hash_one(name))
    }
}

/// The channels of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneKeys(Keys);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Keys {
    One([LaneKey; 1]),
    Several(Box<[LaneKey]>),
}

impl LaneKeys {
    /// These channels; `None` if there are none.
    pub fn new(keys: impl IntoIterator<Item = LaneKey>) -> Option<Self> {
        let mut keys = keys.into_iter();
        let (first, second) = (keys.next()?, keys.next());
        let Some(second) = second else { return Some(LaneKeys(Keys::One([first]))) };
        let mut several: Vec<_> = [first, second].into_iter().chain(keys).collect();
        several.sort_unstable();
        several.dedup();
        Some(LaneKeys(Keys::Several(several.into())))
    }

    fn as_slice(&self) -> &[LaneKey] {
        match &self.0 {
            Keys::One(key) => key,
            Keys::Several(keys) => keys,
        }
    }
}

/// Values that are sent together, in order.
///
/// Their channels are blocked until the group is returned by [`Lanes::finish`], [`Lanes::put_back`]
/// or [`Lanes::put_back_alone`].
#[must_use = "the channels of a group are blocked until it is returned"]
pub struct Group<T> {
    items: Vec<Item<T>>,
    lanes: Vec<LaneKey>,
}

impl<T> Group<T> {
    /// The number of values, at least one.
    #[expect(clippy::len_without_is_empty, reason = "a group is never empty")]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// The values.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.items.iter().map(|item| &item.value)
    }

    /// The values, mutably.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.iter_mut().map(|item| &mut item.value)
    }
}

impl<T> Default for Lanes<T> {
    fn default() -> Self {
        Lanes {
            queues: HashMap::default(),
            shared: HashMap::new(),
            next_shared: 0,
            ready: VecDeque::new(),
            waiting: 0,
        }
    }
}

impl<T> Lanes<T> {
    /// The number of waiting values.
    pub fn len(&self) -> usize {
        self.waiting
    }

    /// Whether no value is waiting.
    pub fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// Whether [`take`](Lanes::take) probably returns a group.
    pub fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// Adds a value behind all others of its channels.
    pub fn push(&mut self, value: T, keys: LaneKeys) {
        self.waiting += 1;
        self.insert(Item { value, keys, alone: false }, VecDeque::push_back);
    }

    fn insert(&mut self, item: Item<T>, push: fn(&mut VecDeque<Place<T>>, Place<T>)) {
        if let Keys::One([key]) = item.keys.0 {
            push(&mut self.lane(key).queue, Place::Own(item));
            self.list(key);
            return;
        }
        let number = self.next_shared;
        self.next_shared += 1;
        for key in item.keys.as_slice() {
            push(&mut self.lane(*key).queue, Place::Shared(number));
            self.list(*key);
        }
        self.shared.insert(number, item);
    }

    fn lane(&mut self, key: LaneKey) -> &mut Lane<T> {
        self.queues.entry(key).or_insert_with(|| Lane { queue: VecDeque::new(), out: false, listed: false })
    }

    /// Appends a lane to the list of lanes that may have a value to take.
    fn list(&mut self, key: LaneKey) {
        if let Some(lane) = self.queues.get_mut(&key)
            && !lane.out
            && !lane.listed
        {
            lane.listed = true;
            self.ready.push_back(key);
        }
    }

    /// Removes and returns the next group, of at most `max` values. A value of several channels is the only one in its
    /// group.
    pub fn take(&mut self, max: usize) -> Option<Group<T>> {
        let mut group = Group { items: Vec::new(), lanes: Vec::new() };
        while group.items.len() < max {
            let Some(key) = self.ready.pop_front() else { break };
            if let Some(lane) = self.queues.get_mut(&key) {
                lane.listed = false;
            }
            match self.first_goes(key) {
                None => {}
                Some(Goes::WithOthers) => self.take_own(key, max, &mut group),
                Some(Goes::Alone) if group.items.is_empty() => {
                    self.take_alone(key, &mut group);
                    break;
                }
                Some(Goes::Alone) => {
                    self.relist_first(key);
                    break;
                }
            }
        }
        self.waiting -= group.items.len();
        (!group.items.is_empty()).then_some(group)
    }

    /// How the first value of a lane is sent; `None` if it may not be sent.
    fn first_goes(&self, key: LaneKey) -> Option<Goes> {
        let lane = self.queues.get(&key).filter(|lane| !lane.out)?;
        match lane.queue.front()? {
            Place::Own(item) if item.alone => Some(Goes::Alone),
            Place::Own(_) => Some(Goes::WithOthers),
            // The value may be sent as soon as all of its channels are unblocked.
            Place::Shared(number) => self.is_first_everywhere(*number).then_some(Goes::Alone),
        }
    }

    fn is_first_everywhere(&self, number: u64) -> bool {
        let first = |key| {
            self.queues.get(key).is_some_and(|lane| {
                !lane.out && matches!(lane.queue.front(), Some(Place::Shared(first)) if *first == number)
            })
        };
        self.shared.get(&number).is_some_and(|item| item.keys.as_slice().iter().all(first))
    }

    fn relist_first(&mut self, key: LaneKey) {
        if let Some(lane) = self.queues.get_mut(&key) {
            lane.listed = true;
            self.ready.push_front(key);
        }
    }

    /// Takes the first values of a lane that may be sent with others.
    fn take_own(&mut self, key: LaneKey, max: usize, group: &mut Group<T>) {
        let Some(lane) = self.queues.get_mut(&key) else { return };
        while group.items.len() < max
            && matches!(lane.queue.front(), Some(Place::Own(item)) if !item.alone)
            && let Some(Place::Own(item)) = lane.queue.pop_front()
        {
            group.items.push(item);
        }
        lane.out = true;
        group.lanes.push(key);
    }

    /// Takes the first value of a lane, which is sent alone.
    fn take_alone(&mut self, key: LaneKey, group: &mut Group<T>) {
        let item = match self.queues.get_mut(&key).and_then(|lane| lane.queue.pop_front()) {
            Some(Place::Own(item)) => Some(item),
            Some(Place::Shared(number)) => self.shared.remove(&number),
            None => None,
        };
        let Some(item) = item else { return };
        for of_item in item.keys.as_slice() {
            if let Some(lane) = self.queues.get_mut(of_item) {
                lane.out = true;
                if *of_item != key {
                    lane.queue.pop_front();
                }
            }
            group.lanes.push(*of_item);
        }
        group.items.push(item);
    }

    /// Unblocks the channels of a group and returns its values.
    pub fn finish(&mut self, group: Group<T>) -> Vec<T> {
        self.unblock(&group.lanes);
        group.items.into_iter().map(|item| item.value).collect()
    }

    /// Puts a group back at the beginning of its channels, in its order, except the values that
    /// `remove` selects.
    pub fn put_back(&mut self, group: Group<T>, remove: impl FnMut(&T) -> bool) -> Vec<T> {
        self.put_back_as(group, remove, |alone| alone)
    }

    /// Like [`put_back`](Lanes::put_back); and each of the values becomes a separate group.
    pub fn put_back_alone(&mut self, group: Group<T>, remove: impl FnMut(&T) -> bool) -> Vec<T> {
        self.put_back_as(group, remove, |_| true)
    }

    fn put_back_as(
        &mut self,
        group: Group<T>,
        mut remove: impl FnMut(&T) -> bool,
        alone: impl Fn(bool) -> bool,
    ) -> Vec<T> {
        let (removed, kept): (Vec<_>, Vec<_>) = group.items.into_iter().partition(|item| remove(&item.value));
        self.waiting += kept.len();
        for item in kept.into_iter().rev() {
            self.insert(Item { alone: alone(item.alone), ..item }, VecDeque::push_front);
        }
        self.unblock(&group.lanes);
        removed.into_iter().map(|item| item.value).collect()
    }

    fn unblock(&mut self, keys: &[LaneKey]) {
        for key in keys {
            let Some(lane) = self.queues.get_mut(key) else { continue };
            lane.out = false;
            if lane.queue.is_empty() {
                self.queues.remove(key);
            } else {
                self.list(*key);
            }
        }
    }

    /// The first value of every channel. A value that is first in several channels appears several
    /// times.
    pub fn firsts(&self) -> impl Iterator<Item = &T> {
        self.queues.values().filter_map(|lane| match lane.queue.front()? {
            Place::Own(item) => Some(&item.value),
            Place::Shared(number) => self.shared.get(number).map(|item| &item.value),
        })
    }

    /// Removes and returns all waiting values for which `remove` is true, in the order of their channels.
    pub fn remove(&mut self, mut remove: impl FnMut(&T) -> bool) -> Vec<T> {
        let gone: Vec<u64> =
            self.shared.iter().filter(|(_, item)| remove(&item.value)).map(|(number, _)| *number).collect();
        let mut removed: Vec<T> =
            gone.iter().filter_map(|number| self.shared.remove(number)).map(|item| item.value).collect();
        for lane in self.queues.values_mut() {
            for _ in 0..lane.queue.len() {
                match lane.queue.pop_front() {
                    Some(Place::Own(item)) if remove(&item.value) => removed.push(item.value),
                    Some(Place::Shared(number)) if !self.shared.contains_key(&number) => {}
                    Some(kept) => lane.queue.push_back(kept),
                    None => {}
                }
            }
        }
        self.waiting -= removed.len();
        self.tidy();
        removed
    }

    /// Cleans up after values were removed: removes empty lanes, and lists the lanes whose first value has
    /// changed.
    fn tidy(&mut self) {
        self.queues.retain(|_, lane| lane.out || !lane.queue.is_empty());
        let keys: Vec<_> = self.queues.keys().copied().collect();
        for key in keys {
            self.list(key);
        }
    }
}

/// The keys are hashes already.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
