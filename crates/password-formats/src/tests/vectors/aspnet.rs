//! Of ASP.NET.

use super::Vector;
use crate::Scheme;

pub(super) const ASPNET: &[Vector] = &[
    // dotnet/aspnetcore, src/Identity/test/Identity.Test/PasswordHasherTest.cs.
    (
        Scheme::AspNetIdentityV2,
        "my password",
        "AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJg==",
    ),
    (
        Scheme::AspNetIdentityV2,
        "my password",
        "ANXrDknc7fGPpigibZXXZFMX4aoqz44JveK6jQuwY3eH/UyPhvr5xTPeGYEckLxz9A==",
    ),
    (
        Scheme::AspNetIdentityV3,
        "my password",
        "AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==",
    ),
    (
        Scheme::AspNetIdentityV3,
        "my password",
        "AQAAAAIAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw",
    ),
    (
        Scheme::AspNetIdentityV3,
        "my password",
        "AQAAAAIAAAD6AAAAIJbVi5wbMR+htSfFp8fTw8N8GOS/Sje+S/4YZcgBfU7EQuqv4OkVYmc4VJl9AGZzmRTxSkP7LtVi9IWyUxX8IAAfZ8v+ZfhjCcudtC1YERSqE1OEdXLW9VukPuJWBBjLuw==",
    ),
    (
        Scheme::AspNetIdentityV3,
        "my password",
        "AQAAAAAAAAD6AAAAEAhftMyfTJylOlZT+eEotFXd1elee8ih5WsjXaR3PA9M",
    ),
    (
        Scheme::AspNetIdentityV3,
        "my password",
        "AQAAAAEAA9CQAAAAIESkQuj2Du8Y+kbc5lcN/W/3NiAZFEm11P27nrSN5/tId+bR1SwV8CO1Jd72r4C08OLvplNlCDc3oQZ8efcW+jQ=",
    ),
    // hashcat's examples of EPiServer, which keeps Membership's columns: modes 141 and 1441
    // (https://hashcat.net/wiki/doku.php?id=example_hashes).
    (
        Scheme::AspNetMembership,
        "hashcat",
        "$aspnet-membership$sha1$bEtiVGhPNlZpcUN4a3ExTg==$utkfN0EOgljbv5FoZ6+AcZD5iLk",
    ),
    (
        Scheme::AspNetMembership,
        "hashcat",
        "$aspnet-membership$sha256$MDEyMzQ1Njc4OWFiY2RlZg==$lRjiU46qHA7S6ZE7RfKUcYhB85ofArj1j7TrCtu3u6Y",
    ),
    // Made with hashlib and hmac of Python 3.11, the key filled with the salt as SqlMembershipProvider fills it.
    (
        Scheme::AspNetMembership,
        "lètmein",
        "$aspnet-membership$sha1$AAECAwQFBgcICQoLDA0ODw==$eJQ61oB1cA3Rzx8vKF4FFFWJXB4=",
    ),
    (
        Scheme::AspNetMembership,
        "lètmein",
        "$aspnet-membership$hmacsha1$AAECAwQFBgcICQoLDA0ODw==$5ZNGhplvCHdwk/qFUmPFQeX/PVs=",
    ),
    (
        Scheme::AspNetMembership,
        "lètmein",
        "$aspnet-membership$sha256$AAECAwQFBgcICQoLDA0ODw==$B5+9tPlzaVJxXtsk3tCFzSBiFfhsvJrkkOke9SkOqSs=",
    ),
    (
        Scheme::AspNetMembership,
        "lètmein",
        "$aspnet-membership$hmacsha256$AAECAwQFBgcICQoLDA0ODw==$P1ZUk31DXpgx0x/qVblB3/+rBmF7WyPhR0MHAdghMFA=",
    ),
    (
        Scheme::AspNetMembership,
        "lètmein",
        "$aspnet-membership$sha512$AAECAwQFBgcICQoLDA0ODw==$XwGmfErvVB78CSHhO0KH65JbzKKqZKL8DiooVMCoq/1hQSmf6yNYU6jQzzv6QB+NmkN8MHIAq9nPZGh4OCa1PA==",
    ),
    (
        Scheme::AspNetMembership,
        "lètmein",
        "$aspnet-membership$hmacsha512$AAECAwQFBgcICQoLDA0ODw==$OOXc+eSw8aibdrUd2X1trerBLPf6NJxi6xlzAcOzFSrSBQ/OQvv21e8FF4VVDVdoytSKujPFLNk3k09syU66jg==",
    ),
];
