//! Keys that had another name in an earlier version. They are refused with their new name.

/// Old keys and their new names.
const RENAMED: [(&str, &str); 10] = [
    ("limits.window", "throttle.window"),
    ("limits.account_failures", "throttle.account_failures"),
    ("limits.place_failures", "throttle.source_failures"),
    ("limits.network_failures", "throttle.network_failures"),
    ("limits.failures_in_a_row", "throttle.consecutive_failures"),
    ("tokens.remembered", "tokens.cache_entries"),
    ("database.memory_mib", "database.cache_mib"),
    (
        "management.login_requires_credential",
        "contracts.management.login_requires_credential",
    ),
    ("portal.url", "contracts.subscriber.portal_url"),
    ("netxd.qr_issuer", "contracts.netxd.qr_issuer"),
];

/// What the old key `section.key` is called now. None where it is not an old key.
pub fn new_name(section: &str, key: &str) -> Option<String> {
    if section == "sessions" {
        let contract = |prefix| key.strip_prefix(prefix);
        return match (contract("idle_"), contract("absolute_")) {
            (Some(ident), _) => Some(format!("contracts.{ident}.session_idle")),
            (None, Some(ident)) => Some(format!("contracts.{ident}.session_lifetime")),
            (None, None) => None,
        };
    }
    let old = format!("{section}.{key}");
    let renamed = RENAMED.iter().find(|(known, _)| *known == old);
    renamed.map(|(_, new)| (*new).to_owned())
}
