//! Secrets that are no secret.

/// Published sample secrets, in the form that [`folded`] gives them: those of documentation and tutorials that people
/// are known to copy, whatever their length.
const SAMPLES: [&str; 25] = [
    // jwt.io, past and present.
    "your256bitsecret",
    "your384bitsecret",
    "your512bitsecret",
    "astringsecretatleast256bitslong",
    "avalidstringsecretthatisatleast384bitslong",
    "avalidstringsecretthatisatleast512bitslongwhichisverylong",
    // What stands where a secret is meant to be put.
    "secret",
    "mysecret",
    "supersecret",
    "secretkey",
    "jwtsecret",
    "password",
    "changeit",
    "replaceme",
    "thisisasecret",
    // The documentation of FastAPI.
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    // Tutorials for Spring.
    "404e635266556a586e3272357538782f413f4428472b4b6250645367566b5970",
    // Tutorials for ASP.NET Core.
    "jwtauthenticationhighsecuredpasswordvvvp1oh7xzyr",
    "thisismycustomsecretkeyforauthentication",
    "thisisusedtosignandverifyjwttokens,replaceitwithyourownsecret,itcanbeanystring",
    // Supabase, as it is delivered.
    "supersecretjwttokenwithatleast32characterslong",
    "yoursupersecretjwttokenwithatleast32characterslong",
    // The documentation of PostgREST and of Hasura.
    "reallyreallyreallyreallyverysafe",
    "3ek6fd+o0+c7tzbnvfjpmkndi2yaraakzqlk8o2ikoxqu4nf7edah8s3twphwrdwt6r",
    // JHipster, as it is delivered.
    "mysecretkeywhichshouldbechangedinproductionandbebase64encoded",
];

/// What no random secret contains, and templates do: `django-insecure-...`, `change-me-in-production`.
const PLACEHOLDERS: [&str; 7] = [
    "djangoinsecure",
    "changeme",
    "changethis",
    "tochangeinproduction",
    "replacethis",
    "yoursecret",
    "atleast32characters",
];

/// The fewest different bytes of a secret. Of 32 random digits, hexadecimal ones even, hardly one in a million has so
/// few.
const DIFFERENT: usize = 8;
/// The longest text that counts as repeated when a secret is nothing but repetitions of it.
const PERIOD: usize = 24;

/// Whether anybody can look it up.
pub fn is_sample(secret: &[u8]) -> bool {
    let folded = folded(secret);
    let bytes = folded.as_bytes();
    // A short sample may be written again and again to make it long.
    let is_sample_repeated = |sample: &&str| bytes.starts_with(sample.as_bytes()) && has_period(bytes, sample.len());
    SAMPLES.contains(&folded.as_str())
        || SAMPLES.iter().any(is_sample_repeated)
        || PLACEHOLDERS.iter().any(|placeholder| folded.contains(placeholder))
}

/// Whether it is made of too little: few bytes, a text again and again, or bytes that count up or down.
pub fn is_repetitive(secret: &[u8]) -> bool {
    let mut different = secret.to_vec();
    different.sort_unstable();
    different.dedup();
    let neighbours = secret.iter().zip(secret.iter().skip(1));
    let mut steps = neighbours.map(|(one, next)| next.wrapping_sub(*one));
    let first = steps.next();
    different.len() < DIFFERENT
        || (1..=PERIOD).any(|period| has_period(secret, period))
        || steps.all(|step| Some(step) == first)
}

/// Whether it is a beginning of this length, at least once again.
fn has_period(bytes: &[u8], period: usize) -> bool {
    bytes.len() >= 2 * period
        && bytes
            .iter()
            .zip(bytes.iter().skip(period))
            .all(|(one, next)| one == next)
}

/// Without what people vary: upper case, hyphens, underscores, white space.
fn folded(secret: &[u8]) -> String {
    let text = String::from_utf8_lossy(secret);
    let telling = text
        .chars()
        .filter(|one| !one.is_whitespace() && !matches!(one, '-' | '_'));
    telling.flat_map(char::to_lowercase).collect()
}
