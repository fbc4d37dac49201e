//! The proof that a set's channels match its events.

use proc_macro2::{Ident, Span};
use quote::{ToTokens as _, quote, quote_spanned};

use super::declaration::Origins;
use crate::{closed_set::ClosedSet, item, proof::Proof, span};

/// Proves that each event of the set belongs to one of its channels or to users, and that each of these has
/// an event.
pub(super) fn origins(set: &ClosedSet<'_>, origins: &Origins<'_>) -> Proof {
    if origins.channels.is_empty() && origins.user.is_none() {
        return Proof::default();
    }
    let is_concrete = set.header.is_concrete();
    let (name, labels, ty) = (item::bare(set.ident), set.labels(), set.header.proved_type());
    let events = quote!(&<#ty as __pusher::EventSet>::EVENTS);
    // Each type is named once, so that a type that is not a channel is reported once.
    let patterns = origins.channels.iter().map(|path| {
        let pattern = quote_spanned!(span::of_path(&path.path)=> <#path as __pusher::Channel>::PATTERN);
        set.header.static_lifetimes(pattern)
    });
    let for_users = origins.user.is_some();
    // An item resolves with any span. Generic parameters are in scope only for a variable.
    let (keyword, list) = if is_concrete {
        (quote!(const), Ident::new("__CHANNELS", Span::call_site()))
    } else {
        (quote!(let), span::local("channels"))
    };
    let all = quote!(__pusher::check_events_in_channels(#name, &[#(#labels),*], #events, #list, #for_users););
    let all = span::respan(set.ident.span(), all);
    let each = origins.channels.iter().enumerate().map(|(at, path)| {
        let channel = path.to_token_stream().to_string().replace(' ', "");
        let check = quote!(__pusher::check_channel_in_set(#name, #channel, #events, &#list[#at]););
        span::respan(span::of_path(&path.path), check)
    });
    let user = origins
        .user
        .iter()
        .map(|key| span::respan(key.span(), quote!(__pusher::check_user_in_set(#name, #events);)));
    let check = quote!({
        #keyword #list: &[__pusher::Pattern] = &[#(#patterns),*];
        #all #(#each)* #(#user)*
    });
    Proof::new(is_concrete, "SET_CHANNELS", [check])
}
