//! What is committed under `openapi/` is what the handlers say.

use std::path::Path;

use latchkey::contracts::openapi_3_1::converted;
use latchkey::contracts::{all, documents};

#[test]
fn the_committed_documents_are_those_of_the_handlers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi");
    let mut complaints = Vec::new();
    let documents = documents(all());
    let newer = documents
        .iter()
        .map(|(name, text)| (format!("3.1/{name}"), converted(text)));
    for (name, text) in documents.iter().cloned().chain(newer) {
        match std::fs::read_to_string(folder.join(&name)) {
            Ok(committed) if committed == text => {}
            Ok(_) => complaints.push(format!("openapi/{name} is not what the handlers say")),
            Err(error) => complaints.push(format!("openapi/{name}: {error}")),
        }
    }
    for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let has_words = ["README.md", "BREAKING.md", "CHANGELOG.md", "released", "3.1"].contains(&name.as_str());
        if !has_words && !documents.iter().any(|(known, _)| *known == name) {
            complaints.push(format!("openapi/{name} belongs to no contract"));
        }
    }
    assert!(
        complaints.is_empty(),
        "{}: run `make spec` and commit what it changes",
        complaints.join("; ")
    );
}

#[test]
fn a_document_ends_with_one_line_feed() {
    for contract in all() {
        let text = contract.document.as_str();
        assert!(text.ends_with("}\n") && !text.ends_with("\n\n"), "{}", contract.ident);
        assert!(!text.contains('\r'), "{}", contract.ident);
    }
}
