//! The steps of an order in the warehouse.

use orders_schema::{Feed, OpenOrder, OrderId, Stage};

/// The next step of an order.
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
    /// The step after an event; `None` if the order was delivered.
    pub(crate) fn after(event: &Feed) -> Option<(OrderId, Step)> {
        match event {
            Feed::Placed(placed) => Some((placed.order.id, Step::Pack)),
            Feed::Packed(packed) => Some((packed.id, Step::Ship)),
            Feed::Shipped(shipped) => Some((shipped.id, Step::Deliver)),
            Feed::Delivered(_) => None,
        }
    }

    /// The next step of an open order.
    pub(crate) fn next(open: OpenOrder) -> (OrderId, Step) {
        let step = match open.stage {
            Stage::Placed => Step::Pack,
            Stage::Packed => Step::Ship,
            Stage::Shipped => Step::Deliver,
        };
        (open.id, step)
    }
}
