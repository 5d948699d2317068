//! Compresses the files of Swagger UI, once, when the program is built: as brotli and as gzip. The program has them
//! compressed only, so that it is smaller and sends them without work. A build without optimization compresses less,
//! because it would take longer for that than for most crates.

use std::error::Error;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;

/// The files that the page loads. `src/web/docs/swagger_ui.rs` has the same list.
const FILES: [&str; 4] = [
    "index.css",
    "swagger-ui.css",
    "swagger-ui-bundle.js",
    "swagger-ui-standalone-preset.js",
];
/// What our own style is added to.
const STYLED: &str = "index.css";
const STYLE: &str = "src/web/docs/swagger_ui.css";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={STYLE}");
    let folder = PathBuf::from(env::var("OUT_DIR")?).join("swagger-ui");
    fs::create_dir_all(&folder)?;
    let mut archive = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED))?;
    let mut hasher = DefaultHasher::new();
    for name in FILES {
        let mut bytes = unpacked(&mut archive, name)?;
        if name == STYLED {
            bytes.extend(fs::read(STYLE)?);
        }
        bytes.hash(&mut hasher);
        fs::write(folder.join(format!("{name}.gz")), gzip(&bytes)?)?;
        fs::write(folder.join(format!("{name}.br")), brotli(&bytes)?)?;
    }
    println!("cargo::rustc-env=SWAGGER_UI_VERSION={:016x}", hasher.finish());
    Ok(())
}

fn unpacked(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        // The folder of the version, `dist`, and the file.
        let path = PathBuf::from(file.name()?.into_owned());
        if path.components().count() == 3 && path.ends_with(Path::new("dist").join(name)) {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            return Ok(bytes);
        }
    }
    Err(format!("Swagger UI has no file {name}").into())
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let quality = if env::var("OPT_LEVEL").is_ok_and(|level| level == "0") {
        5
    } else {
        11
    };
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut Cursor::new(bytes), &mut compressed, &parameters)?;
    Ok(compressed)
}
