//! The built-in list of common passwords. `common.md` says where it comes from.

use std::cmp::Ordering;

/// One folded password a line, sorted by bytes. It is searched in place and takes no further memory.
const LIST: &str = include_str!("common.txt");

/// Whether a folded password is in the list.
pub(super) fn is_common(folded: &str) -> bool {
    let wanted = folded.as_bytes();
    let (mut from, mut to) = (0, LIST.len());
    while from < to {
        let middle = from + (to - from) / 2;
        let start = LIST.as_bytes()[from..middle]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(from, |feed| from + feed + 1);
        let end = LIST.as_bytes()[middle..to]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(to, |feed| middle + feed);
        match LIST.as_bytes()[start..end].cmp(wanted) {
            Ordering::Equal => return true,
            Ordering::Less => from = end + 1,
            Ordering::Greater => to = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{LIST, is_common};
    use crate::model::Password;

    #[test]
    fn every_entry_is_found_and_nothing_beside_it() {
        for entry in LIST.lines() {
            assert!(is_common(entry), "{entry}");
            assert!(!is_common(&format!("{entry}\u{1}")), "{entry}");
        }
        for other in [
            "",
            "\n",
            "correct horse battery staple",
            "!",
            "~~~~~~~~~~~~~~~~~~~~~~~~~",
        ] {
            assert!(!is_common(other), "{other}");
        }
    }

    #[test]
    fn the_list_is_sorted_folded_and_of_entries_that_are_long_enough() {
        assert!(LIST.lines().is_sorted_by(|one, next| one.as_bytes() < next.as_bytes()));
        assert!(LIST.ends_with('\n') && LIST.lines().count() > 20_000);
        for entry in LIST.lines() {
            let password = Password::parse(entry.to_owned()).unwrap();
            assert_eq!(password.folded().text(), entry);
            assert!(entry.chars().count() >= 8, "{entry}");
        }
    }
}
