//! How an event's fields fill those of a channel, in generated code.

/// A field of an event whose type is that of the channel's field.
#[diagnostic::on_unimplemented(
    message = "a field of the type `{Self}` cannot fill a channel's field of the type `{F}`",
    label = "`{Self}` here, `{F}` in the channel",
    note = "give both fields the same type, which implements `Clone`"
)]
pub trait FillsField<F> {
    /// The value of the channel's field.
    fn fill(&self) -> F;
}

impl<T: Clone> FillsField<T> for T {
    fn fill(&self) -> T {
        self.clone()
    }
}

/// The type of no field. With a second impl the compiler does not conclude the field's type from the first, and reports
/// the trait instead of a mismatch.
pub enum NoField {}

impl<T: Clone> FillsField<NoField> for T {
    fn fill(&self) -> NoField {
        unreachable!("no field has this type")
    }
}
