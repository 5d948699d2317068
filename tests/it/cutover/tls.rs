//! Whether the old backend is the one that is meant.

use poem::http::StatusCode;
use rcgen::CertifiedKey;

use super::old_backend::{Certificate, OldBackend};
use super::taking_over;

const PATH: &str = "/api/v1/auth/me";

/// An old backend with a certificate for this name, and the certificate as a file.
async fn certified(name: &str) -> (OldBackend, tempfile::TempDir, String) {
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, cert.pem()).expect("a file");
    let certificate = Certificate {
        chain: cert.pem(),
        key: signing_key.serialize_pem(),
    };
    let old = OldBackend::start_with_tls(certificate, |_| StatusCode::OK).await;
    (old, folder, format!("ca_file = \"{}\"", file.display()))
}

#[tokio::test]
async fn its_certificate_is_verified_by_the_authorities_that_are_configured() {
    let (old, _folder, ca_file) = certified("localhost").await;
    let trusting = taking_over(&old, &format!("mode = \"proxy\"\n{ca_file}")).await;
    assert_eq!(trusting.get(PATH).send().await.status, 200);
    let unknown = taking_over(&old, "mode = \"proxy\"").await;
    assert_eq!(unknown.get(PATH).send().await.status, 503);
    assert_eq!(old.asked().len(), 1);
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let (old, _folder, ca_file) = certified("other.example").await;
    let app = taking_over(&old, &format!("mode = \"proxy\"\n{ca_file}")).await;
    assert_eq!(app.get(PATH).send().await.status, 503);
    assert_eq!(old.asked().len(), 0);
}
