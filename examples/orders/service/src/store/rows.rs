//! Rows of the tables.

use orders_schema::{Name, Order, OrderId, Person, PersonId, Stage};

/// id, item, quantity, customer, the customer's name, stage, carrier
pub(super) type OrderRow = (i64, String, i64, i64, String, String, Option<String>);

pub(super) const PLACED: &str = "placed";
pub(super) const PACKED: &str = "packed";
pub(super) const SHIPPED: &str = "shipped";
pub(super) const DELIVERED: &str = "delivered";

/// The order in a row; `None` if the row was not written by this program.
pub(super) fn order((id, item, quantity, customer, name, stage, carrier): OrderRow) -> Option<Order> {
    let stage = match &*stage {
        PLACED => Stage::Placed,
        PACKED => Stage::Packed,
        SHIPPED => Stage::Shipped,
        _ => return None,
    };
    let quantity = u32::try_from(quantity).ok()?;
    Some(Order {
        id: OrderId(number(id)),
        item,
        quantity,
        customer: person(customer, &name)?,
        stage,
        carrier,
    })
}

pub(super) fn person(id: i64, name: &str) -> Option<Person> {
    Some(Person { id: PersonId(number(id)), name: Name::new(name).ok()? })
}

/// Ids begin at 1.
pub(super) fn number(id: i64) -> u64 {
    id.try_into().unwrap_or_default()
}

/// An id of the database. No row has a greater one.
pub(super) fn id(number: u64) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
