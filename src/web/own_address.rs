//! The address of this server, as clients see it.

use poem::Request;
use poem::http::header::HOST;

/// How the address of the server is known.
#[derive(Debug, Clone)]
pub struct OwnAddress {
    /// The configured public URL, without a slash at its end. `None` where clients may come by several addresses: each is
    /// told the one that it came by.
    pub public: Option<String>,
    /// Whether clients reach the server over https.
    pub https: bool,
}

impl OwnAddress {
    /// The address as the sender of this request knows it, without a slash at its end.
    pub fn of(&self, request: &Request) -> String {
        match &self.public {
            Some(address) => address.clone(),
            None => {
                let host = came_by(request).unwrap_or("localhost");
                format!("{}://{host}", if self.https { "https" } else { "http" })
            }
        }
    }
}

/// The host that a request was sent to. It goes into documents, and into what people copy into a shell: nothing but a
/// plain host may. HTTP/2 has it in the URI.
fn came_by(request: &Request) -> Option<&str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".:-[]".contains(&byte);
    let authority = request.uri().authority().map(|authority| authority.as_str());
    let host = authority.or_else(|| request.headers().get(HOST)?.to_str().ok())?;
    (!host.is_empty() && host.bytes().all(is_plain)).then_some(host)
}
