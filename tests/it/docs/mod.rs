//! The documentation is true: every `console` block is run and its output compared, and every link is followed.
//!
//! A block holds commands, each on a line that starts with `$ ` and goes on after a trailing backslash, and below each
//! command all that it prints. In what is expected, `…` stands for any characters of its line, and a line of `…` alone
//! for any lines. Tokens, ids and times match any others ([`output`]).
//!
//! The blocks of a page run in order in one `bash`, in an empty folder, with `latchkey` on the `PATH`. A page that
//! mentions <http://127.0.0.1:8080> gets a server of its own with the demonstration accounts at that address, which is
//! watched at <http://127.0.0.1:9080>.

mod links;
mod markdown;
mod output;
mod promises;
mod session;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use markdown::Page;

/// A test for each page that has blocks.
macro_rules! run {
    ($($name:ident: $page:literal,)*) => {
        const RUN: &[&str] = &[$($page),*];
        $(
            #[test]
            fn $name() -> super::Outcome {
                session::run(&Page::read($page))
            }
        )*
    };
}

mod blocks {
    use super::{Page, pages, session};

    run! {
        readme: "README.md",
        tutorial: "docs/tutorial.md",
        documents: "docs/consume/documents.md",
        mock: "docs/consume/mock.md",
        cutover: "docs/migrate/cutover.md",
        recordings: "docs/migrate/recordings.md",
        accounts: "docs/operate/accounts.md",
        administration: "docs/operate/administration.md",
        audit_log: "docs/operate/audit-log.md",
        backup: "docs/operate/backup.md",
        configuration: "docs/operate/configuration.md",
        importing: "docs/operate/importing.md",
        install: "docs/operate/install.md",
        keys: "docs/operate/keys.md",
        monitoring: "docs/operate/monitoring.md",
        postgresql: "docs/operate/postgresql.md",
        upgrading: "docs/operate/upgrading.md",
        webhooks: "docs/operate/webhooks.md",
        account_api: "docs/reference/account-api.md",
        admin_api: "docs/reference/admin-api.md",
        errors: "docs/reference/errors.md",
        oauth: "docs/reference/oauth.md",
        rate_limits: "docs/reference/rate-limits.md",
        sessions_and_tokens: "docs/reference/sessions-and-tokens.md",
        ispcrm: "docs/reference/contracts/ispcrm.md",
        management: "docs/reference/contracts/management.md",
        netxd: "docs/reference/contracts/netxd.md",
        staff: "docs/reference/contracts/staff.md",
        subscriber: "docs/reference/contracts/subscriber.md",
    }

    #[test]
    fn every_page_with_blocks_is_run() {
        let with_blocks = pages().into_iter().filter(|page| !page.blocks.is_empty());
        let mut with_blocks: Vec<_> = with_blocks.map(|page| page.path).collect();
        let mut run = RUN.to_vec();
        run.sort_unstable();
        with_blocks.sort_unstable();
        assert_eq!(with_blocks, run);
    }
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All pages, in order.
fn pages() -> Vec<Page> {
    let mut paths = BTreeSet::new();
    for folder in ["", "openapi", ".github"] {
        collect(Path::new(folder), false, &mut paths);
    }
    for folder in ["docs", "crates"] {
        collect(Path::new(folder), true, &mut paths);
    }
    assert!(paths.len() > 20, "{paths:?}");
    paths.iter().map(|path| Page::read(path)).collect()
}

fn collect(folder: &Path, deep: bool, paths: &mut BTreeSet<String>) {
    let Ok(entries) = root().join(folder).read_dir() else {
        return;
    };
    for entry in entries {
        let path = folder.join(entry.expect("an entry").file_name());
        if root().join(&path).is_dir() {
            if deep {
                collect(&path, deep, paths);
            }
        } else if path.extension().is_some_and(|extension| extension == "md") {
            paths.insert(path.display().to_string());
        }
    }
}

#[test]
fn the_front_page_is_short() {
    let lines = Page::read("README.md").lines;
    assert!(lines <= 150, "README.md has {lines} lines, more than 150");
}
