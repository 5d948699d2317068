//! Of phpass and SHA-crypt.

use super::Vector;
use crate::Scheme;

pub(super) const CRYPT: &[Vector] = &[
    // phpass, test.php.
    (Scheme::Phpass, "test12345", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"),
    // passlib 1.7.4, test_handlers.py.
    (Scheme::Phpass, "test1", "$H$9aaaaaSXBjgypwqm.JsMssPLiS8YQ00"),
    (Scheme::Phpass, "JohnRipper", "$P$612345678si5M0DDyPpmRCmcltU/YW/"),
    (Scheme::Phpass, "", "$P$7JaFQsPzJSuenezefD/3jHgt5hVfNH0"),
    (Scheme::Phpass, "táБℓə", "$P$7SMy8VxnfsIy2Sxm7fJxDSdil.h7TW."),
    // Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512", https://www.akkadia.org/drepper/SHA-crypt.txt.
    (
        Scheme::Sha256Crypt,
        "Hello world!",
        "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
    ),
    (
        Scheme::Sha256Crypt,
        "Hello world!",
        "$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA",
    ),
    (
        Scheme::Sha256Crypt,
        LONGER_TEXT,
        "$5$rounds=1400$anotherlongsalts$Rx.j8H.h8HjEDGomFU8bDkXm3XIUnzyxf12oP84Bnq1",
    ),
    (
        Scheme::Sha512Crypt,
        "Hello world!",
        "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
    ),
    (
        Scheme::Sha512Crypt,
        LONGER_TEXT,
        "$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1",
    ),
    // passlib 1.7.4, test_handlers.py.
    (
        Scheme::Sha256Crypt,
        "U*U*U*U*",
        "$5$LKO/Ute40T3FNF95$U0prpBQd4PloSGU0pnpM4z9wKn4vZ1.jsrzQfPqxph9",
    ),
    (
        Scheme::Sha256Crypt,
        "with unic\u{d6}de",
        "$5$rounds=1000$IbG0EuGQXw5EkMdP$LQ5AfPf13KufFsKtmazqnzSGZ4pxtUNw3woQ.ELRDF4",
    ),
    // Made with passlib 1.7.4; the last is of "lètmein", 20 times.
    (
        Scheme::Sha512Crypt,
        "lètmein",
        "$6$rounds=1000$n3BgLndzhlbF0vXM$hqtSlWYICmIo.AECcqEy5qBg8BpO8pmf3gMg5SY54lqMdAWCcGHPgurnyUHfsy.AlC2WrmioPdAyHeh.DsjDI0",
    ),
    (
        Scheme::Sha512Crypt,
        LETMEIN_20,
        "$6$XxrzluSyVAj8IZVp$xr1Fo0gpZXC8W3PVRRapUX.k8dBZpjVPZdmtAzZMVb5KXxogN4hQ29j1I/Os6UK/GjmCqWDZo7x8LLW7I2yPM1",
    ),
];

const LETMEIN_20: &str = concat!(
    "lètmeinlètmeinlètmeinlètmeinlètmeinlètmeinlètmeinlètmeinlètmeinlètmein",
    "lètmeinlètmeinlètmeinlètmeinlètmeinlètmeinlètmeinlètmeinlètmeinlètmein"
);

const LONGER_TEXT: &str = "a very much longer text to encrypt.  This one even stretches over morethan one line.";
