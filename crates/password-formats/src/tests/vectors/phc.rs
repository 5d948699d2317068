//! PHC strings.

use super::Vector;
use crate::Scheme;

pub(super) const PHC: &[Vector] = &[
    // P-H-C/phc-winner-argon2, src/test.c.
    (
        Scheme::Argon2i,
        "password",
        "$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY",
    ),
    (
        Scheme::Argon2i,
        "password",
        "$argon2i$v=16$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY",
    ),
    (
        Scheme::Argon2i,
        "password",
        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
    ),
    (
        Scheme::Argon2id,
        "password",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    ),
    (
        Scheme::Argon2id,
        "password",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    ),
    // Made with PHP 8.2.31, password_hash.
    (
        Scheme::Argon2i,
        "lètmein",
        "$argon2i$v=19$m=64,t=1,p=2$bXdXd1F0WVlPMGNSVVplTg$Yr/jxdrfDAb4YBSFZMKwkMUO7qCIXgmAZnIw20y///Q",
    ),
    (
        Scheme::Argon2id,
        "lètmein",
        "$argon2id$v=19$m=64,t=1,p=1$Q0o3dHd6dXU4bUlPYlFXVw$N+PGWSz1drjsacSH6ahhw4uouh162wh0iK+qIgJZPXY",
    ),
    // passlib 1.7.4, test_handlers_scrypt.py; the first is the beginning of RFC 7914's.
    (
        Scheme::Scrypt,
        "password",
        "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWI",
    ),
    (
        Scheme::Scrypt,
        "test",
        "$scrypt$ln=8,r=8,p=1$wlhLyXmP8b53bm1NKYVQqg$mTpvG8lzuuDk+DWz8HZIB6Vum6erDuUm0As5yU+VxWA",
    ),
    (
        Scheme::Scrypt,
        "nacl",
        "$scrypt$ln=1,r=4,p=2$yhnD+J+Tci4lZCwFgHCuVQ$fAsEWmxSHuC0cHKMwKVFPzrQukgvK09Sj+NueTSxKds",
    ),
    // passlib 1.7.4, test_handlers_pbkdf2.py.
    (
        Scheme::Pbkdf2Sha1,
        "password",
        "$pbkdf2$1212$OB.dtnSEXZK8U5cgxU/GYQ$y5LKPOplRmok7CZp/aqVDVg8zGI",
    ),
    (
        Scheme::Pbkdf2Sha256,
        "password",
        "$pbkdf2-sha256$1212$4vjV83LKPjQzk31VI4E0Vw$hsYF68OiOUPdDZ1Fg.fJPeq1h/gXXY7acBp9/6c.tmQ",
    ),
    (
        Scheme::Pbkdf2Sha512,
        "password",
        "$pbkdf2-sha512$1212$RHY0Fr3IDMSVO/RSZyb5ow$eNLfBK.eVozomMr.1gYa17k9B7KIK25NOEshvhrSX.esqY3s.FvWZViXz4KoLlQI.BzY/YTNJOiKc5gBYFYGww",
    ),
    // RFC 6070, section 2, numbers 4 and 5, in the two ways of writing them.
    (
        Scheme::Pbkdf2Sha1,
        "password",
        "$pbkdf2$4096$c2FsdA$SwB5AbdlSJq+rUnZJvch0GWkKcE",
    ),
    (
        Scheme::Pbkdf2Sha1,
        "passwordPASSWORDpassword",
        "$pbkdf2-sha1$i=4096,l=25$c2FsdFNBTFRzYWx0U0FMVHNhbHRTQUxUc2FsdFNBTFRzYWx0$PS7sT+QchJuAyNg2YsDkSospGpZM8vBwOA",
    ),
    // Keycloak's: 64 bytes of each, joined as SQL joins them. Made with hashlib of Python 3.11.
    (
        Scheme::Pbkdf2Sha1,
        "lètmein",
        "$pbkdf2$i=1000$AAECAwQFBgcICQoLDA0ODw==$4/JGumPxl4VjREwR3GtkoA8C0cNcvlxc3XVXr4nXh4LNL5fQBTPxtiPFe4hFFuBNOLDpkzREeFsUzJ+cSq69Dw==",
    ),
    (
        Scheme::Pbkdf2Sha256,
        "lètmein",
        "$pbkdf2-sha256$i=1000$AAECAwQFBgcICQoLDA0ODw==$MmVyK7Qz+8VhxNfAvQLr59CRxm89xRf9GNhRAPQspUf3VLbpCaWWM2o4eMiQS1dtKUsmQDWClmuDN6MBC42PwQ==",
    ),
    (
        Scheme::Pbkdf2Sha512,
        "lètmein",
        "$pbkdf2-sha512$i=1000$AAECAwQFBgcICQoLDA0ODw==$wRwIVIB7ojZQJanl/eLbPCvCqJxLQm1p3uH8oEIOBEIVO29J1GeSZCKK2J5tkiPC+9j7bexQMagrwZzszXvwRQ==",
    ),
];
