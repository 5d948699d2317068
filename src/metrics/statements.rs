//! What the database is asked, and how long it takes.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::buckets;
use super::label::word_label;

/// What a statement does.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum StatementKind {
    /// It only reads.
    Read,
    /// It may write, and may return rows.
    Write,
    /// It begins a transaction that writes: the wait for a connection, or for the turn of one writer.
    Begin,
    /// It commits a transaction, or rolls it back.
    Commit,
}

impl StatementKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Begin, Self::Commit];

    fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Begin => "begin",
            Self::Commit => "commit",
        }
    }
}

word_label!(StatementKind);

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    kind: StatementKind,
}

/// What is measured of statements. Cheap to clone.
#[derive(Clone, Debug)]
pub struct StatementMetrics {
    read: Histogram,
    write: Histogram,
    begin: Histogram,
    commit: Histogram,
    durations: Family<Labels, Histogram, fn() -> Histogram>,
    late: Counter,
}

impl Default for StatementMetrics {
    fn default() -> Self {
        let durations: Family<Labels, Histogram, fn() -> Histogram> = Family::new_with_constructor(buckets::statements);
        let of = |kind| durations.get_or_create_owned(&Labels { kind });
        let [read, write, begin, commit] = StatementKind::ALL.map(of);
        Self {
            read,
            write,
            begin,
            commit,
            durations,
            late: Counter::default(),
        }
    }
}

impl StatementMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "How long a statement took, the wait for a connection included";
        registry.register_with_unit(
            "database_statement_duration",
            help,
            Unit::Seconds,
            self.durations.clone(),
        );
        let help = "Statements that were not answered in time";
        registry.register("database_timeouts", help, self.late.clone());
    }

    /// A statement took so long.
    pub fn observe(&self, kind: StatementKind, duration: Duration) {
        let histogram = match kind {
            StatementKind::Read => &self.read,
            StatementKind::Write => &self.write,
            StatementKind::Begin => &self.begin,
            StatementKind::Commit => &self.commit,
        };
        histogram.observe(duration.as_secs_f64());
    }

    /// A statement was given up.
    pub fn gave_up(&self) {
        self.late.inc();
    }
}
