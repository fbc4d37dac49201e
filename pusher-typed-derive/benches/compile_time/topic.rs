//! The topics of the application: the names of each channel, and the events on it.

/// A field's name and type.
pub type Field = (&'static str, &'static str);

/// One channel, by the word that its type and its names begin with.
#[derive(Clone, Copy)]
pub struct Topic {
    pub word: &'static str,
    kind: &'static str,
    pub fields: &'static [Field],
}

impl Topic {
    const fn new(word: &'static str, kind: &'static str, fields: &'static [Field]) -> Topic {
        Topic { word, kind, fields }
    }

    /// Names begin with `private-`, and an order's number follows.
    pub const ORDERS: Topic = Topic::new("Orders", "private-", &[("id", "OrderId")]);
    /// Declared by the first of its events.
    pub const ACCOUNTS: Topic = Topic::new("Accounts", "private-", &[("account", "u64")]);

    /// What every name begins with: `private-orders-`.
    pub fn prefix(&self) -> String {
        let dash = if self.fields.is_empty() { "" } else { "-" };
        format!("{}{}{dash}", self.kind, self.word.to_lowercase())
    }

    /// `private-orders-<id>`
    pub fn pattern(&self) -> String {
        let placeholders: Vec<String> = self.fields.iter().map(|(name, _)| format!("<{name}>")).collect();
        self.prefix() + &placeholders.join("-")
    }

    pub fn is_presence(&self) -> bool {
        self.kind == "presence-"
    }

    /// Whether the first event declares the channel.
    pub fn is_short(&self) -> bool {
        self.fields == Topic::ACCOUNTS.fields
    }

    /// The five events; `previous` is what one field of one of them is called.
    pub fn events(&self, previous: &'static str) -> Vec<Event> {
        let in_name = if self.fields.is_empty() { Form::Named } else { Form::Addressed };
        let first = if self.is_short() { Form::Short } else { in_name };
        let noted = if self.fields == Topic::ORDERS.fields { Form::Twice } else { in_name };
        let last = match self.kind {
            "private-" | "presence-" => Form::Client,
            "" => Form::User,
            _ => Form::Named,
        };
        let mut note = vec![("lines", "Vec<String>"), ("urgent", "bool")];
        if noted == Form::Twice {
            note.push(("account", "u64"));
        }
        vec![
            Event::new("Created", first, vec![("total_cents", "u64"), ("note", "String")]),
            Event::new("Renamed", in_name, vec![("title", "String"), (previous, "Option<String>")]),
            Event::new("Moved", Form::Named, vec![("from", "String"), ("to", "String"), ("at", "u64")]),
            Event::new("Noted", noted, note),
            Event::new("Typing", last, vec![("field", "String"), ("on", "bool")]),
        ]
    }
}

/// One event on a topic's channel.
pub struct Event {
    pub title: &'static str,
    pub form: Form,
    pub payload: Vec<Field>,
}

/// The forms in which an event names its channel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `channel = "private-accounts-<account>"`
    Short,
    /// `channel = OrdersChannel { id }`
    Addressed,
    /// `channel = OrdersChannel { id }, channel = AccountsChannel { account }`
    Twice,
    /// `channel = OrdersChannel`
    Named,
    /// `channel = OrdersChannel, event = "client-…"`
    Client,
    /// `user`
    User,
}

impl Event {
    pub fn new(title: &'static str, form: Form, payload: Vec<Field>) -> Event {
        Event { title, form, payload }
    }

    /// The name of its type. The short form calls the channel by it, with `Channel` at the end.
    pub fn ty(&self, topic: &Topic) -> String {
        format!("{}{}", topic.word, if self.form == Form::Short { "" } else { self.title })
    }

    /// The name that it is sent under.
    pub fn name(&self) -> String {
        let client = if self.form == Form::Client { "client-" } else { "" };
        client.to_owned() + &self.title.to_lowercase()
    }

    /// The channel's fields where they are the event's, and its own.
    pub fn fields(&self, topic: &Topic) -> Vec<Field> {
        let addressed = matches!(self.form, Form::Short | Form::Addressed | Form::Twice);
        let placed = if addressed { topic.fields } else { &[] };
        placed.iter().chain(&self.payload).copied().collect()
    }

    pub fn attribute(&self, topic: &Topic) -> String {
        let (word, name) = (topic.word, self.name());
        let fields = topic.fields.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let to = match self.form {
            Form::Short => format!("channel = \"{}\"", topic.pattern()),
            Form::Addressed => format!("channel = {word}Channel {{ {fields} }}"),
            Form::Twice => {
                format!("channel = {word}Channel {{ {fields} }}, channel = AccountsChannel {{ account }}")
            }
            Form::Named | Form::Client => format!("channel = {word}Channel"),
            Form::User => "user".to_owned(),
        };
        format!("#[pusher({to}, event = \"{name}\")]")
    }
}

/// The topics of the large application.
pub fn all() -> Vec<Topic> {
    let words = [
        "Orders",
        "Accounts",
        "Rooms",
        "Shops",
        "News",
        "Prices",
        "Letters",
        "Stock",
        "Parcels",
        "Status",
        "Invoices",
        "Customers",
        "Lobbies",
        "Brands",
        "Offers",
        "Quotes",
        "Secrets",
        "Shelves",
        "Returns",
        "Outages",
        "Payments",
        "Profiles",
        "Meetings",
        "Authors",
        "Reviews",
        "Rates",
        "Contracts",
        "Pallets",
        "Refunds",
        "Releases",
        "Tickets",
        "Teams",
        "Games",
        "Blogs",
        "Events",
        "Scores",
        "Salaries",
        "Trucks",
        "Claims",
        "Alerts",
    ];
    let kinds: [(&str, &[Field]); 10] = [
        ("private-", Topic::ORDERS.fields),
        ("private-", Topic::ACCOUNTS.fields),
        ("presence-", &[("room", "u32")]),
        ("private-", &[("slug", "Slug")]),
        ("", &[("slug", "Slug")]),
        ("cache-", &[("price", "u32")]),
        ("private-encrypted-", &[("id", "u64")]),
        ("private-cache-", &[("region", "Region"), ("id", "u64")]),
        ("private-", &[("region", "Region"), ("id", "OrderId")]),
        ("", &[]),
    ];
    let topics = words.into_iter().zip(kinds.into_iter().cycle());
    topics.map(|(word, (kind, fields))| Topic::new(word, kind, fields)).collect()
}
