//! Of bcrypt, and what some put around it.

use super::{P_80, P_100, Vector};
use crate::Scheme;

pub(super) const BCRYPT: &[Vector] = &[
    // crypt_blowfish 1.3, wrapper.c.
    (
        Scheme::Bcrypt,
        "U*U",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    ),
    // The example of PHP's manual for crypt, made with PHP 8.2.31.
    (
        Scheme::Bcrypt,
        "rasmuslerdorf",
        "$2y$07$BCryptRequires22Chrcte/VlQH0piJtjXl.0t1XkA8pw9dMXTpOq",
    ),
    // Made with PHP 8.2.31, password_hash.
    (
        Scheme::Bcrypt,
        "lètmein",
        "$2y$04$iI0yU1ZOa78WNVp820fmceRrjzjA/xcrNuV9qVzH8XwPQpk.2vSiO",
    ),
    (
        Scheme::Bcrypt,
        P_80,
        "$2y$04$3wGRKevUiHqC9F1NoygGgeg8EnWHE1k6.lA9oySYd2u2PcqS2zAeK",
    ),
    // passlib 1.7.4, test_handlers_bcrypt.py.
    (
        Scheme::BcryptSha256,
        "",
        "$bcrypt-sha256$2a,5$E/e/2AOhqM5W/KJTFQzLce$F6dYSxOdAEoJZO2eoHUZWZljW/e0TXO",
    ),
    (
        Scheme::BcryptSha256,
        "password",
        "$bcrypt-sha256$2b,5$5Hg1DKFqPE8C2aflZ5vVoe$12BjNE0p7axMg55.Y/mHsYiVuFBDQyu",
    ),
    (
        Scheme::BcryptSha256,
        "táБℓə",
        "$bcrypt-sha256$2b,5$.US1fQ4TQS.ZTz/uJ5Kyn.$QNdPDOTKKT5/sovNz1iWg26quOU4Pje",
    ),
    (
        Scheme::BcryptSha256,
        "password",
        "$bcrypt-sha256$v=2,t=2b,r=5$5Hg1DKFqPE8C2aflZ5vVoe$wOK1VFFtS8IGTrGa7.h5fs0u84qyPbS",
    ),
    (
        Scheme::BcryptSha256,
        "táБℓə",
        "$bcrypt-sha256$v=2,t=2b,r=5$.US1fQ4TQS.ZTz/uJ5Kyn.$pzzgp40k8reM1CuQb03PvE0IDPQSdV6",
    ),
    // Made with passlib 1.7.4.
    (
        Scheme::BcryptSha256,
        P_100,
        "$bcrypt-sha256$2b,4$Um4UYhI4LZaiucTzzpIz7e$ms0SzgksVqQzSOx5B0r0/vlrtPkjeiy",
    ),
    (
        Scheme::BcryptSha256,
        P_100,
        "$bcrypt-sha256$v=2,t=2b,r=4$nAyZsQpEjBtFsZSU2Nk1ee$e57O2BK66ORzUiejCWt1SErkmIzsZ7C",
    ),
    // Made with PHP 8.2.31 as wp_hash_password of WordPress 6.8 makes them; the first password is trimmed.
    (
        Scheme::WordPressBcrypt,
        " lètmein \t",
        "$wp$2y$04$nVdQpvO77i4LLg0ZCdLKCOpJ7aHRAqP5CawVs84i8je0iTSF/ntU2",
    ),
    (
        Scheme::WordPressBcrypt,
        P_100,
        "$wp$2y$04$E0fcHNk2sq6amV4ZjYtWlej/85Xu4fDV8oaq7fhxlvvpvIXDdCCHu",
    ),
];
