//! Bytes to fewer bytes: minified HTML, names with fingerprints, compressed copies. Knows nothing of what the bytes say.

use std::io::Write;

use sha2::{Digest, Sha256};

/// Returns the file at `path` with as few bytes as it can be said in.
pub fn file(path: &str, bytes: Vec<u8>) -> Vec<u8> {
    if path.ends_with(".html") { minify(&bytes) } else { bytes }
}

/// Returns the first ten hexadecimal digits of the SHA-256 of `bytes`: the same bytes, the same name, for ever.
pub fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the page without what no browser needs.
///
/// What a validator or a screen reader could miss is kept: closing tags, the opening tags of html and head, input types.
#[cfg(feature = "minify")]
pub fn minify(html: &[u8]) -> Vec<u8> {
    let options = minify_html::Cfg {
        keep_closing_tags: true,
        keep_html_and_head_opening_tags: true,
        keep_input_type_text_attr: true,
        minify_doctype: false,
        ..minify_html::Cfg::default()
    };
    minify_html::minify(html, &options)
}

/// Returns the page as it is: this build has no minifier.
#[cfg(not(feature = "minify"))]
pub fn minify(html: &[u8]) -> Vec<u8> {
    html.to_vec()
}

/// Returns the module without comments and spaces, and with short names for what only it can see.
///
/// # Errors
/// What the parser could not read, in its own words.
#[cfg(feature = "minify")]
pub fn script(text: &str) -> Result<String, String> {
    use oxc_minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
    let allocator = oxc_allocator::Allocator::default();
    let parsed = oxc_parser::Parser::new(&allocator, text, oxc_span::SourceType::mjs()).parse();
    if let Some(error) = parsed.errors.first() {
        return Err(error.to_string());
    }
    let mut program = parsed.program;
    let options = MinifierOptions {
        mangle: Some(MangleOptions { top_level: true, ..MangleOptions::default() }),
        compress: Some(CompressOptions::smallest()),
    };
    let smaller = Minifier::new(options).minify(&allocator, &mut program);
    let options = oxc_codegen::CodegenOptions::minify();
    Ok(oxc_codegen::Codegen::new().with_options(options).with_scoping(smaller.scoping).build(&program).code)
}

/// Returns the module as it is: this build has no minifier.
///
/// # Errors
/// None.
#[cfg(not(feature = "minify"))]
pub fn script(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

/// Returns the style sheet without comments and spaces.
///
/// # Errors
/// What the parser could not read, in its own words.
#[cfg(feature = "minify")]
pub fn style(text: &str) -> Result<String, String> {
    use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
    let mut sheet = StyleSheet::parse(text, ParserOptions::default()).map_err(|error| error.to_string())?;
    sheet.minify(MinifyOptions::default()).map_err(|error| error.to_string())?;
    let options = PrinterOptions { minify: true, ..PrinterOptions::default() };
    sheet.to_css(options).map(|result| result.code).map_err(|error| error.to_string())
}

/// Returns the style sheet as it is: this build has no minifier.
///
/// # Errors
/// None.
#[cfg(not(feature = "minify"))]
pub fn style(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

/// How hard to look for a smaller copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// For the one file that every visit fetches.
    Most,
    /// For pages, of which there are many.
    Quick,
}

/// Returns `bytes` as brotli.
pub fn brotli(bytes: &[u8], effort: Effort) -> Vec<u8> {
    let quality = match effort {
        Effort::Most => 11,
        Effort::Quick => 5,
    };
    let mut out = Vec::with_capacity(bytes.len() / 3);
    let mut writer = brotli::CompressorWriter::new(&mut out, 4096, quality, 20);
    let written = writer.write_all(bytes).and_then(|()| writer.flush());
    drop(writer);
    written.expect("a Vec takes every byte");
    out
}

/// Returns `bytes` as gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::with_capacity(bytes.len() / 3), flate2::Compression::new(6));
    writer.write_all(bytes).and_then(|()| writer.finish()).expect("a Vec takes every byte")
}

/// Returns whether a compressed copy of this file is worth having: it is text, and larger than a network packet.
pub fn compresses(path: &str, bytes: &[u8]) -> bool {
    let text = [".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".webmanifest"];
    bytes.len() > 600 && text.iter().any(|ending| path.ends_with(ending))
}
