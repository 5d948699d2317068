//! Of Django.

use super::{P_80, P_100, Vector};
use crate::Scheme;

pub(super) const DJANGO: &[Vector] = &[
    // django/django, tests/auth_tests/test_hashers.py.
    (
        Scheme::DjangoPbkdf2Sha256,
        "lètmein",
        "pbkdf2_sha256$390000$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=",
    ),
    (
        Scheme::DjangoPbkdf2Sha1,
        "lètmein",
        "pbkdf2_sha1$390000$seasalt2$aDapRanzW8aHTz97v2TcfHzWD+I=",
    ),
    (
        Scheme::DjangoArgon2,
        "secret",
        "argon2$argon2i$m=8,t=1,p=1$c29tZXNhbHQ$gwQOXSNhxiOxPOA0+PY10P9QFO4NAYysnqRt1GSQLE55m+2GYDt9FEjPMHhP2Cuf0nOEXXMocVrsJAtNSsKyfg",
    ),
    (
        Scheme::DjangoArgon2,
        "secret",
        "argon2$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$YC9+jJCrQhs5R6db7LlN8Q",
    ),
    // Made with Django 5.2.19.
    (
        Scheme::DjangoPbkdf2Sha256,
        "lètmein",
        "pbkdf2_sha256$1000$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=",
    ),
    (
        Scheme::DjangoPbkdf2Sha1,
        "lètmein",
        "pbkdf2_sha1$1000$seasalt$ljleU4wBmTtz/MoG5YTwxpM0d7I=",
    ),
    (
        Scheme::DjangoScrypt,
        "lètmein",
        "scrypt$16$seasalt$8$5$MNagTUULbE3qWBc16teWuFMMKJ7rbwPWx9H5NpJO2+i52+SwrIyLVZPFd3fT/YR6qTKaYLhMqyA9+pkPX+3Qcw==",
    ),
    // RFC 7914, section 12, as Django writes it.
    (
        Scheme::DjangoScrypt,
        "password",
        "scrypt$1024$NaCl$8$16$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA==",
    ),
    (
        Scheme::DjangoArgon2,
        "lètmein",
        "argon2$argon2id$v=19$m=64,t=1,p=2$c2Vhc2FsdDg$PchGNP9XUdJA+ZSxUHq0q+nIX4sTdKeY1q51bjWyTck",
    ),
    // Made with Django 5.2.19 and bcrypt 4.0.1.
    (
        Scheme::DjangoBcryptSha256,
        "lètmein",
        "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuulyx/yrfLnuLCi6gwFG5mrkJjuQKpL6S",
    ),
    (
        Scheme::DjangoBcryptSha256,
        P_100,
        "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuunXqOeIOsRn7g3pVjXKReUyL7p1G3T5a",
    ),
    (
        Scheme::DjangoBcrypt,
        "lètmein",
        "bcrypt$$2b$04$abcdefghijklmnopqrstuuanVo7Xut1CH8VGIGlz1JovQh9GJbbtG",
    ),
    (
        Scheme::DjangoBcrypt,
        P_80,
        "bcrypt$$2b$04$abcdefghijklmnopqrstuuNt.0ah97gHY3F7JC1Z6EXmQc0bQBhIO",
    ),
];
