//! The kinds of webhook events that a variant of an enum can have.

use proc_macro2::Span;
use syn::Ident;

/// A kind of webhook event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WebhookKind {
    ChannelOccupied,
    ChannelVacated,
    MemberAdded,
    MemberRemoved,
    ClientEvent,
    CacheMiss,
    SubscriptionCount,
}

/// Which events a variant receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VariantKind {
    Kind(WebhookKind),
    /// The events that no other variant receives.
    Other,
}

impl WebhookKind {
    /// The name in attributes and in the JSON.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            WebhookKind::ChannelOccupied => "channel_occupied",
            WebhookKind::ChannelVacated => "channel_vacated",
            WebhookKind::MemberAdded => "member_added",
            WebhookKind::MemberRemoved => "member_removed",
            WebhookKind::ClientEvent => "client_event",
            WebhookKind::CacheMiss => "cache_miss",
            WebhookKind::SubscriptionCount => "subscription_count",
        }
    }

    /// The variant of the runtime crate's `WebhookKind`.
    pub(crate) fn ident(self) -> Ident {
        let name = match self {
            WebhookKind::ChannelOccupied => "ChannelOccupied",
            WebhookKind::ChannelVacated => "ChannelVacated",
            WebhookKind::MemberAdded => "MemberAdded",
            WebhookKind::MemberRemoved => "MemberRemoved",
            WebhookKind::ClientEvent => "ClientEvent",
            WebhookKind::CacheMiss => "CacheMiss",
            WebhookKind::SubscriptionCount => "SubscriptionCount",
        };
        Ident::new(name, Span::call_site())
    }
}

impl VariantKind {
    pub(crate) const ALL: [VariantKind; 8] = [
        VariantKind::Kind(WebhookKind::ChannelOccupied),
        VariantKind::Kind(WebhookKind::ChannelVacated),
        VariantKind::Kind(WebhookKind::MemberAdded),
        VariantKind::Kind(WebhookKind::MemberRemoved),
        VariantKind::Kind(WebhookKind::ClientEvent),
        VariantKind::Kind(WebhookKind::CacheMiss),
        VariantKind::Kind(WebhookKind::SubscriptionCount),
        VariantKind::Other,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            VariantKind::Kind(kind) => kind.name(),
            VariantKind::Other => "other",
        }
    }
}
