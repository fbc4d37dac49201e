//! What the warehouse does with an order, one thing after the other.

use orders_schema::{Feed, OpenOrder, OrderId, Stage};

/// What is to be done next with an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// It was placed.
    Pack,
    /// It is packed.
    Ship,
    /// It is on its way.
    Deliver,
}

impl Step {
    /// What follows on an event; nothing where the order has arrived.
    pub(crate) fn after(event: &Feed) -> Option<(OrderId, Step)> {
        match event {
            Feed::Placed(placed) => Some((placed.order.id, Step::Pack)),
            Feed::Packed(packed) => Some((packed.id, Step::Ship)),
            Feed::Shipped(shipped) => Some((shipped.id, Step::Deliver)),
            Feed::Delivered(_) => None,
        }
    }

    /// What follows on what was done already.
    pub(crate) fn of(open: OpenOrder) -> (OrderId, Step) {
        let step = match open.stage {
            Stage::Placed => Step::Pack,
            Stage::Packed => Step::Ship,
            Stage::Shipped => Step::Deliver,
        };
        (open.id, step)
    }
}
