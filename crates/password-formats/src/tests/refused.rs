use crate::{Refused, StoredHash};

fn why(text: &str) -> Refused {
    StoredHash::parse(text)
        .err()
        .unwrap_or_else(|| panic!("{text} is accepted"))
}

#[test]
fn what_is_no_hash_is_refused_with_the_reason() {
    let long = "a".repeat(1025);
    let reasons = [
        ("", "is empty"),
        (long.as_str(), "is longer than 1024 bytes"),
        ("kettle-otter-velvet", "is of no known form"),
        ("AAAA", "is of no known form"),
        ("AQID", "is of no known form"),
        ("lètmein", "is of no known form"),
        ("$", "is of no known form"),
        ("$7$C6..../....SodiumChloride$hash", "is of no known form"),
        ("!", "stands for an account without a password"),
        (
            "!qyv7CNZ8uVvLVS9XqPvZ6rnbGjHJqFqgGXzHPkQ0",
            "stands for an account without a password",
        ),
        ("*", "stands for an account without a password"),
        (
            "5f4dcc3b5aa765d61d8327deb882cf99",
            "may be an unsalted digest, which is accepted only where its kind is named",
        ),
        (
            "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8",
            "may be an unsalted digest, which is accepted only where its kind is named",
        ),
        (
            "$2x$05$6bNw2HLQYeqHYyBfLMsv/OiwqTymGIGzFsA4hOTWebfehXHNprcAS",
            "is bcrypt of the faulty version 2x, which is not supported",
        ),
        (
            "$1$O3JMY.Tw$AdLnLjQ/5jXF9.MTp3gHv/",
            "is MD5-crypt, which is not supported",
        ),
        (
            "$apr1$hUc0TlhU$sOJEGlHRYnbtVAmpEPiHD.",
            "is MD5-crypt of Apache, which is not supported",
        ),
        (
            "{SSHA}W6ehQkP5oNFT8CrPBlDp8rPyrWFeVOL2",
            "is of an LDAP scheme, which is not supported",
        ),
        (
            "md5$seasalt$3f86d0d3d465b7b458c231bf3555c0e3",
            "is a fast digest of Django, which is not supported",
        ),
        (
            "sha1$$6d138ca3ae545631b3abd71a4f076ce759c5700b",
            "is a fast digest of Django, which is not supported",
        ),
        (
            "$argon2d$v=19$m=256,t=2,p=1$c29tZXNhbHQ$JcTui6RIBUtJ78gE5HibnYI77J+9KelPUdbsQAejoVAf",
            "is Argon2d, which is not supported",
        ),
        (
            "$5$saltstring$short",
            "is no well-formed SHA-256-crypt hash: the hash has not as many characters as the digest, or others",
        ),
    ];
    for (text, reason) in reasons {
        assert_eq!(why(text).to_string(), reason, "{text}");
    }
}

/// Each is a known answer with one thing wrong.
#[test]
fn what_is_malformed_is_refused_as_that() {
    let texts = [
        "$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$+5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW$",
        "$2b$05$CCCCCCCCCCCCCCCCCCCC!.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOé",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCéE5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$wp$2y$05$short",
        "$wrapped-md5$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$wrapped-aspnet-membership$sha1$AAEC$2b$05$short",
        "$wrapped-aspnet-membership$sha1$$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$bcrypt-sha256$v=3,t=2b,r=5$5Hg1DKFqPE8C2aflZ5vVoe$wOK1VFFtS8IGTrGa7.h5fs0u84qyPbS",
        "$bcrypt-sha256$2x,5$5Hg1DKFqPE8C2aflZ5vVoe$12BjNE0p7axMg55.Y/mHsYiVuFBDQyu",
        "$aspnet-membership$md5$AAECAwQFBgcICQoLDA0ODw==$AAECAwQFBgcICQoLDA0ODw==",
        "$aspnet-membership$sha1$AAECAwQFBgcICQoLDA0ODw==$AAECAwQFBgcICQoLDA0ODw==",
        "$aspnet-membership$hmacsha1$$5ZNGhplvCHdwk/qFUmPFQeX/PVs=",
        // An unknown function; no iterations; a salt that is too short, and longer than everything; a short subkey.
        "AQAAAAMAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw",
        "AQAAAAIAAAAAAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw",
        "AQAAAAIAAAAyAAAAD+Mwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw",
        "AQAAAAIAAAAy/////+Mwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw",
        "AQAAAAIAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4A=",
        "pbkdf2_sha256$0$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=",
        "pbkdf2_sha256$-1$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=",
        "pbkdf2_sha256$1000$$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=",
        "pbkdf2_sha256$1000$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQo=",
        "scrypt$15$seasalt$8$5$MNagTUULbE3qWBc16teWuFMMKJ7rbwPWx9H5NpJO2+i52+SwrIyLVZPFd3fT/YR6qTKaYLhMqyA9+pkPX+3Qcw==",
        "scrypt$0$seasalt$8$5$MNagTUULbE3qWBc16teWuFMMKJ7rbwPWx9H5NpJO2+i52+SwrIyLVZPFd3fT/YR6qTKaYLhMqyA9+pkPX+3Qcw==",
        "scrypt$1$seasalt$8$5$MNagTUULbE3qWBc16teWuFMMKJ7rbwPWx9H5NpJO2+i52+SwrIyLVZPFd3fT/YR6qTKaYLhMqyA9+pkPX+3Qcw==",
        "argon2$argon2d$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$YC9+jJCrQhs5R6db7LlN8Q",
        "$argon2id$v=18$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=0$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=15,t=2,p=2$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1,keyid=AA$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1$c2FsdA$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4r",
        "$scrypt$ln=0,r=8,p=1$wlhLyXmP8b53bm1NKYVQqg$mTpvG8lzuuDk+DWz8HZIB6Vum6erDuUm0As5yU+VxWA",
        "$scrypt$ln=8,r=0,p=1$wlhLyXmP8b53bm1NKYVQqg$mTpvG8lzuuDk+DWz8HZIB6Vum6erDuUm0As5yU+VxWA",
        "$scrypt$ln=8,r=8,p=0$wlhLyXmP8b53bm1NKYVQqg$mTpvG8lzuuDk+DWz8HZIB6Vum6erDuUm0As5yU+VxWA",
        "$scrypt$ln=8,r=8,p=1$$mTpvG8lzuuDk+DWz8HZIB6Vum6erDuUm0As5yU+VxWA",
        "$pbkdf2-sha256$i=0$AAEC$MmVyK7Qz+8VhxNfAvQLr59CRxm89xRf9GNhRAPQspUc",
        "$pbkdf2-sha256$i=01$AAEC$MmVyK7Qz+8VhxNfAvQLr59CRxm89xRf9GNhRAPQspUc",
        "$pbkdf2-sha256$i=1,l=33$AAEC$MmVyK7Qz+8VhxNfAvQLr59CRxm89xRf9GNhRAPQspUc",
        "$pbkdf2-sha256$1$AAEC$MmVyK7Qz+8VhxNfAvQLr59CRxm89xRf9",
        "$P$4IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0",
        "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r!L0",
        "$5$rounds=999$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc8",
        "$5$rounds=$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc8",
        "$5$saltstringsaltstr$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc8",
    ];
    for text in texts {
        assert!(
            matches!(why(text), Refused::Malformed { .. }),
            "{text}: {:?}",
            why(text)
        );
    }
}

#[test]
fn a_salt_that_is_too_long_is_refused() {
    let (limit, beyond) = ("a".repeat(64), "a".repeat(65));
    let text = |salt: &str| format!("pbkdf2_sha1$1$${salt}$ljleU4wBmTtz/MoG5YTwxpM0d7I=").replace("$$", "$");
    assert!(StoredHash::parse(&text(&limit)).is_ok());
    assert!(matches!(
        why(&text(&beyond)),
        Refused::Malformed {
            what: "the salt is too long",
            ..
        }
    ));
}
