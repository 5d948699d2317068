//! Somebody in front of the portal's buttons.

use std::error::Error;

use latchkey::auth::PortalCookie;
use latchkey::model::Session;
use poem::Response;
use poem::endpoint::BoxEndpoint;
use poem::test::{TestClient, TestRequestBuilder};

use super::TestSite;
use super::accounts::JANE;
use super::portal::{header, page};

type Client = TestClient<BoxEndpoint<'static, Response>>;
type Form<'a> = TestRequestBuilder<'a, BoxEndpoint<'static, Response>>;

/// The content type of a form.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// What follows a button: back to the page.
pub const BACK: &str = "303 See Other\n\
    content-security-policy: default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'\n\
    location: /portal\n\
    referrer-policy: same-origin\n";
/// The line more that takes the cookie away.
pub const CLEARED: &str = "set-cookie: latchkey_portal=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/\n";

/// Jane, signed in on two devices, with a site to ask and a cookie of the second one.
pub struct Signed {
    pub site: Client,
    pub first: Session,
    pub second: Session,
    pub cookie: PortalCookie,
}

impl Signed {
    /// On a site over plain http.
    pub async fn twice() -> Result<Self, Box<dyn Error>> {
        Self::on(TestSite::new().await?).await
    }

    /// On this site.
    pub async fn on(setup: TestSite) -> Result<Self, Box<dyn Error>> {
        setup.add(&JANE).await?;
        let first = setup.log_in("jane", Some("curl/8.5.0")).await?;
        let second = setup.log_in("jane", Some("Wget/1.21")).await?;
        let cookie = setup.cookie(&second).await?;
        let site = setup.open()?;
        Ok(Self {
            site,
            first,
            second,
            cookie,
        })
    }

    /// A button pressed the way our own page presses it.
    pub fn press(&self, path: &str) -> Form<'_> {
        self.send(path, FORM, format!("guard={}", self.cookie.form_guard()))
    }

    /// Anything at all, sent to the address of a button.
    pub fn send(&self, path: &str, content_type: &str, body: String) -> Form<'_> {
        let form = self
            .site
            .post(path)
            .header("cookie", header(&self.cookie))
            .header("host", "isp.example:8080");
        form.content_type(content_type).body(body)
    }

    /// How many devices the page lists; none when nobody is signed in.
    pub async fn devices(&self) -> Result<usize, Box<dyn Error>> {
        let request = self.site.get("/portal").header("cookie", header(&self.cookie));
        let shown = page(request.send().await).await?;
        Ok(shown.matches("<li>").count())
    }
}

/// Where the button of a session sends its form.
pub fn end(session: &Session) -> String {
    format!("/portal/sessions/{}/end", session.id)
}
