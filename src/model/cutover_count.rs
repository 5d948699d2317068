//! What is counted while a contract is taken over.

/// Something that happened to a contract that has an old backend. It names nobody.
///
/// **To add one:** a variant, its line in [`Self::ALL`] and its word, which is stored and never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CutoverCount {
    /// A login succeeded with a password that is here.
    LoginHere,
    /// A login was refused by what is here: the password was wrong, or the account is disabled.
    LoginHereRefused,
    /// A login succeeded because the old backend said that the password is right.
    LoginAsked,
    /// A login was refused because the old backend said so.
    LoginAskedRefused,
    /// A login was not decided: the old backend was asked and gave no answer.
    LoginAskedAway,
    /// A login was passed on, and the old backend let somebody in (2xx).
    LoginPassedOn,
    /// A login was passed on, and the old backend answered something else.
    LoginPassedOnRefused,
    /// A login was passed on, and the old backend gave no answer.
    LoginPassedOnAway,
    /// A request that is no login was passed on because the old backend answers all of them.
    RequestProxied,
    /// A request that is no login was passed on because its token is one of the old backend's.
    RequestPassedOn,
    /// An account came over at a login: it was added, or got its first password.
    AccountMigrated,
    /// An account that had come over got its new password from the old backend.
    PasswordRechecked,
    /// The old backend's answer and the one that would have been given here were the same.
    ShadowCompared,
    /// They differed.
    ShadowDifferent,
    /// They could not be compared.
    ShadowSkipped,
}

impl CutoverCount {
    /// How many there are.
    pub const COUNT: usize = 15;

    /// All of them, each at the place that is its number.
    pub const ALL: [Self; Self::COUNT] = [
        Self::LoginHere,
        Self::LoginHereRefused,
        Self::LoginAsked,
        Self::LoginAskedRefused,
        Self::LoginAskedAway,
        Self::LoginPassedOn,
        Self::LoginPassedOnRefused,
        Self::LoginPassedOnAway,
        Self::RequestProxied,
        Self::RequestPassedOn,
        Self::AccountMigrated,
        Self::PasswordRechecked,
        Self::ShadowCompared,
        Self::ShadowDifferent,
        Self::ShadowSkipped,
    ];

    /// Its word, which is stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LoginHere => "login.here",
            Self::LoginHereRefused => "login.here_refused",
            Self::LoginAsked => "login.asked",
            Self::LoginAskedRefused => "login.asked_refused",
            Self::LoginAskedAway => "login.asked_away",
            Self::LoginPassedOn => "login.passed_on",
            Self::LoginPassedOnRefused => "login.passed_on_refused",
            Self::LoginPassedOnAway => "login.passed_on_away",
            Self::RequestProxied => "request.proxied",
            Self::RequestPassedOn => "request.passed_on",
            Self::AccountMigrated => "account.migrated",
            Self::PasswordRechecked => "password.rechecked",
            Self::ShadowCompared => "shadow.compared",
            Self::ShadowDifferent => "shadow.different",
            Self::ShadowSkipped => "shadow.skipped",
        }
    }

    /// The one of this word. `None` for what another version has counted.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::CutoverCount;

    #[test]
    fn each_is_at_its_place_and_has_a_word_of_its_own() {
        for (place, one) in CutoverCount::ALL.into_iter().enumerate() {
            assert_eq!(one as usize, place, "{one:?}");
            assert_eq!(CutoverCount::named(one.as_str()), Some(one));
        }
        assert_eq!(CutoverCount::named("login"), None);
    }
}
