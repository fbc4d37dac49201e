//! A valid closed set.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Type;

use crate::{header::Header, item, proof::Proof, span};

/// What the variants of a set hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contents {
    Channels,
    Events,
}

/// An enum whose variants each hold one type.
pub(crate) struct ClosedSet<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) header: Header<'i>,
    pub(crate) contents: Contents,
    pub(crate) variants: Vec<Variant<'i>>,
}

/// A variant with its channel or event.
pub(crate) struct Variant<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) ty: &'i Type,
}

/// The number of variants that one constant compares with the variants after them.
const CHECKED_AT_ONCE: usize = 8;

impl Contents {
    /// The word for one of them in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Contents::Channels => "channel",
            Contents::Events => "event",
        }
    }

    /// A variant, for messages.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Contents::Channels => "Order(OrderChannel)",
            Contents::Events => "Shipped(OrderShipped)",
        }
    }

    /// The derive, and the trait that it implements.
    pub(crate) fn derive(self) -> &'static str {
        match self {
            Contents::Channels => "ChannelSet",
            Contents::Events => "EventSet",
        }
    }

    /// The derive for one of them.
    pub(crate) fn derive_of_one(self) -> &'static str {
        match self {
            Contents::Channels => "Channel",
            Contents::Events => "Event",
        }
    }

    /// The function that checks that the variants are disjoint, and the associated constant that it reads.
    fn check(self) -> (&'static str, &'static str) {
        match self {
            Contents::Channels => ("check_disjoint", "PATTERNS"),
            Contents::Events => ("check_events", "EVENTS"),
        }
    }

    fn derive_ident(self) -> Ident {
        Ident::new(self.derive(), Span::call_site())
    }
}

impl<'i> ClosedSet<'i> {
    /// The names of the variants as string literals.
    pub(crate) fn labels(&self) -> Vec<String> {
        self.variants.iter().map(|variant| item::bare(variant.ident)).collect()
    }

    pub(crate) fn types(&self) -> impl Iterator<Item = &'i Type> + Clone {
        self.variants.iter().map(|variant| variant.ty)
    }

    /// The header of the impls, with a bound for each generic variant type.
    pub(crate) fn header(&self) -> Header<'i> {
        let of = self.contents.derive_ident();
        self.header.clone().bounded(self.types(), &quote!(__pusher::#of))
    }

    /// The proof that the variants are disjoint.
    pub(crate) fn proof(&self) -> Proof {
        let (check, constant) = self.contents.check();
        let [check, constant] = [check, constant].map(|name| Ident::new(name, Span::call_site()));
        let (ty, of) = (self.header.proved_type(), self.contents.derive_ident());
        let (set, labels) = (item::bare(self.ident), self.labels());
        let checks = (0..labels.len()).step_by(CHECKED_AT_ONCE).map(|from| {
            let to = labels.len().min(from + CHECKED_AT_ONCE);
            let members = quote!(&[#(#labels),*], &<#ty as __pusher::#of>::#constant);
            span::respan(self.ident.span(), quote!(__pusher::#check(#set, #members, #from, #to)))
        });
        Proof::new(self.header.is_concrete(), "SET", checks)
    }

    /// The description of the set for a catalog.
    pub(crate) fn describe(&self) -> TokenStream {
        let (derive, header) = (self.contents.derive_ident(), self.header().in_macro());
        let types = self.types();
        quote!(__pusher::describe_set! { #derive #header [#(#types,)*] })
    }
}
