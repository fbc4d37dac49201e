//! The generated code for the feature `schema`: descriptions of declarations for a catalog.
//!
//! The derives generate the same calls of these macros in every program. Each call has the item's
//! generics, its type and its `where` clause in brackets, followed by its declaration. The impls
//! are generic over the source of JSON Schemas, so that only a program with a catalog needs
//! `JsonSchema` for its types.
//!
//! A constant of the user with the name of a variable would turn its binding into a pattern, so
//! the variables have names that nobody uses.

/// Describes a channel: its doc comment, whether it is deprecated, the name, doc comment and type of each placeholder, and
/// the type of its members.
#[doc(hidden)]
#[macro_export]
macro_rules! __describe_channel {
    (
        [$($generics:tt)*] [$ty:ty] [$($bounds:tt)*]
        $doc:literal $deprecated:literal [$($name:literal $param_doc:literal $param:ty,)*] [$($member:ty)?]
    ) => {
        #[automatically_derived]
        impl<$($generics)* PusherSchemaSource> $crate::__private::DescribeChannels<PusherSchemaSource> for $ty
        where
            $($bounds)*
            $($member: $crate::__private::DescribeMember<PusherSchemaSource>,)?
        {
            fn describe_channels(__pusher_out: &mut $crate::__private::ChannelDescriptions) {
                __pusher_out.push::<Self>($doc, $deprecated, &[$(($name, $param_doc, <$param as $crate::ChannelParam>::VALUES)),*]);
                $(__pusher_out.set_member(<$member as $crate::__private::DescribeMember<PusherSchemaSource>>::describe_member());)?
            }
        }
    };
}

/// Describes an event: its doc comment, whether it is deprecated and goes to users, its channels, and the fields that serde reads by
/// other names as well.
#[doc(hidden)]
#[macro_export]
macro_rules! __describe_event {
    (
        [$($generics:tt)*] [$ty:ty] [$($bounds:tt)*]
        $doc:literal $deprecated:literal $user:literal [$($channel:ty,)*] [$($field:literal [$($alias:literal,)*],)*]
    ) => {
        #[automatically_derived]
        impl<$($generics)* PusherSchemaSource> $crate::__private::DescribeEvents<PusherSchemaSource> for $ty
        where
            $($bounds)*
            PusherSchemaSource: $crate::__private::SchemaOf<$ty>,
            $($channel: $crate::__private::DescribeChannels<PusherSchemaSource>,)*
        {
            fn describe_events(__pusher_out: &mut $crate::__private::EventDescriptions) {
                __pusher_out.push::<Self>(
                    $doc,
                    $deprecated,
                    <PusherSchemaSource as $crate::__private::SchemaOf<Self>>::schema_of,
                    $user,
                    &[$(<$channel as $crate::__private::DescribeChannels<PusherSchemaSource>>::describe_channels),*],
                    &[$(($field, &[$($alias),*])),*],
                );
            }
        }
    };
}

/// Describes a set by the types of its variants.
#[doc(hidden)]
#[macro_export]
macro_rules! __describe_set {
    (ChannelSet $($rest:tt)*) => {
        $crate::__private::describe_set! { (DescribeChannels describe_channels ChannelDescriptions) $($rest)* }
    };
    (EventSet $($rest:tt)*) => {
        $crate::__private::describe_set! { (DescribeEvents describe_events EventDescriptions) $($rest)* }
    };
    (
        ($of:ident $describe:ident $descriptions:ident)
        [$($generics:tt)*] [$ty:ty] [$($bounds:tt)*] [$($variant:ty,)*]
    ) => {
        #[automatically_derived]
        impl<$($generics)* PusherSchemaSource> $crate::__private::$of<PusherSchemaSource> for $ty
        where
            $($bounds)*
            $($variant: $crate::__private::$of<PusherSchemaSource>,)*
        {
            fn $describe(__pusher_out: &mut $crate::__private::$descriptions) {
                let __pusher_variants: &[fn(&mut $crate::__private::$descriptions)] =
                    &[$(<$variant as $crate::__private::$of<PusherSchemaSource>>::$describe),*];
                for __pusher_describe in __pusher_variants {
                    __pusher_describe(__pusher_out);
                }
            }
        }
    };
}

/// Describes a presence member: its doc comment, and the property that is the user's id.
#[doc(hidden)]
#[macro_export]
macro_rules! __describe_member {
    ([$($generics:tt)*] [$ty:ty] [$($bounds:tt)*] $doc:literal $id:literal) => {
        #[automatically_derived]
        impl<$($generics)* PusherSchemaSource> $crate::__private::DescribeMember<PusherSchemaSource> for $ty
        where
            $($bounds)*
            PusherSchemaSource: $crate::__private::SchemaOf<$ty>,
            $ty: $crate::PresenceMember,
        {
            fn describe_member() -> $crate::__private::MemberDescription {
                $crate::__private::MemberDescription::new::<Self>(
                    $doc,
                    $id,
                    <PusherSchemaSource as $crate::__private::SchemaOf<Self>>::schema_of,
                )
            }
        }
    };
}

/// Describes the webhooks of an enum. For each type in a variant it has the trait that describes
/// the type and the method that adds it.
#[doc(hidden)]
#[macro_export]
macro_rules! __describe_webhooks {
    (
        [$($generics:tt)*] [$ty:ty] [$($bounds:tt)*]
        [$($of:ident $part:ty, $add:ident $(($kind:ident))?;)*]
    ) => {
        #[automatically_derived]
        impl<$($generics)* PusherSchemaSource> $crate::__private::DescribeWebhooks<PusherSchemaSource> for $ty
        where
            $($bounds)*
            $($part: $crate::__private::$of<PusherSchemaSource>,)*
        {
            fn describe_webhooks(__pusher_out: &mut $crate::__private::WebhookDescriptions) {
                let _ = &__pusher_out;
                $(__pusher_out.$add::<$part, PusherSchemaSource>($($crate::__private::WebhookKind::$kind)?);)*
            }
        }
    };
}

/// Implements the trait for an item with an invalid declaration, so that the catalog does not report it
/// again.
#[doc(hidden)]
#[macro_export]
macro_rules! __describe_nothing {
    (Channel $($rest:tt)*) => {
        $crate::__private::describe_nothing! { (DescribeChannels describe_channels ChannelDescriptions) $($rest)* }
    };
    (Event $($rest:tt)*) => {
        $crate::__private::describe_nothing! { (DescribeEvents describe_events EventDescriptions) $($rest)* }
    };
    (WebhookEvent $($rest:tt)*) => {
        $crate::__private::describe_nothing! { (DescribeWebhooks describe_webhooks WebhookDescriptions) $($rest)* }
    };
    (PresenceMember [$($generics:tt)*] [$ty:ty] [$($bounds:tt)*]) => {
        impl<$($generics)* PusherSchemaSource> $crate::__private::DescribeMember<PusherSchemaSource> for $ty
        where
            $($bounds)*
        {
            fn describe_member() -> $crate::__private::MemberDescription {
                loop {}
            }
        }
    };
    (($of:ident $describe:ident $descriptions:ident) [$($generics:tt)*] [$ty:ty] [$($bounds:tt)*]) => {
        impl<$($generics)* PusherSchemaSource> $crate::__private::$of<PusherSchemaSource> for $ty
        where
            $($bounds)*
        {
            fn $describe(_: &mut $crate::__private::$descriptions) {}
        }
    };
}
