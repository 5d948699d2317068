//! Known answers: what it is, the password, the stored text. The dear ones that the makers publish are left out where
//! cheap ones show the same.

mod aspnet;
mod bcrypt;
mod crypt;
mod django;
mod phc;

use crate::Scheme;

pub(super) type Vector = (Scheme, &'static str, &'static str);

/// 80 and 100 bytes: more than bcrypt reads.
pub(super) const P_80: &str = "pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp";
pub(super) const P_100: &str =
    "pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp";

pub(super) fn all() -> impl Iterator<Item = Vector> {
    [bcrypt::BCRYPT, aspnet::ASPNET, django::DJANGO, phc::PHC, crypt::CRYPT]
        .into_iter()
        .flatten()
        .copied()
}
