//! A value in a file, of either format.

/// A value.
#[derive(Clone)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A number, as it is written.
    Number(String),
    /// A list of texts.
    List(Vec<String>),
    /// Something that no field is.
    Other(&'static str),
}
