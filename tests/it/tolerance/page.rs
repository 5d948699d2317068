//! The reference says what the table says.

use std::fmt::Write;

use super::table::{Says, TABLE};

const PAGE: &str = include_str!("../../../docs/reference/contracts/README.md");

/// The table of the page, which has no cells of its own.
fn table(which: impl Fn(&[(&str, Says)]) -> bool) -> String {
    let mut text =
        String::from("| | `ispcrm` | `staff` | `subscriber` | `management` | `netxd` |\n|---|---|---|---|---|---|\n");
    for row in TABLE.iter().filter(|row| which(&row.cells)) {
        write!(text, "| {} |", row.what).expect("memory");
        for (_, says) in row.cells {
            match says {
                Says::Takes => text.push_str(" yes |"),
                Says::Refuses(refusal) => write!(text, " {} |", refusal.in_words()).expect("memory"),
                Says::Nothing => text.push_str(" |"),
            }
        }
        text.push('\n');
    }
    text
}

#[test]
fn the_reference_has_the_tolerances_and_the_refusals_of_the_table() {
    let is_taken = |cells: &[(&str, Says)]| cells.iter().any(|(_, says)| *says == Says::Takes);
    for expected in [table(is_taken), table(|cells| !is_taken(cells))] {
        assert!(
            PAGE.contains(&expected),
            "docs/reference/contracts/README.md lacks\n{expected}"
        );
    }
}

#[test]
fn the_page_of_each_contract_leads_there() {
    for (contract, page) in [
        ("ispcrm", include_str!("../../../docs/reference/contracts/ispcrm.md")),
        ("staff", include_str!("../../../docs/reference/contracts/staff.md")),
        (
            "subscriber",
            include_str!("../../../docs/reference/contracts/subscriber.md"),
        ),
        (
            "management",
            include_str!("../../../docs/reference/contracts/management.md"),
        ),
        ("netxd", include_str!("../../../docs/reference/contracts/netxd.md")),
    ] {
        for section in ["(README.md#what-a-contract-forgives)", "(README.md#refused-on-purpose)"] {
            assert!(page.contains(section), "{contract}.md does not lead to {section}");
        }
    }
}
