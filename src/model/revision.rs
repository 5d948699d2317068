//! Revisions, by which two people who change one thing learn of each other.

/// How often something was changed. It grows with each change, and is what an entity tag names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision(pub i64);
