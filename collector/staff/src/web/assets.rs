//! What the pages look like: all of it is part of the program.

use axum::http::StatusCode;
use axum::response::Response;

use super::draw::with_type;

pub(super) async fn style() -> Response {
    with_type(StatusCode::OK, "text/css; charset=utf-8", include_bytes!("../../web/staff.css").to_vec())
}

pub(super) async fn script() -> Response {
    with_type(StatusCode::OK, "text/javascript; charset=utf-8", include_bytes!("../../web/staff.js").to_vec())
}

/// The site's own display font.
pub(super) async fn font() -> Response {
    with_type(StatusCode::OK, "font/woff2", include_bytes!("../../../../themes/1000dage/static/display.woff2").to_vec())
}

pub(super) async fn icon() -> Response {
    with_type(
        StatusCode::OK,
        "image/svg+xml",
        include_bytes!("../../../../themes/1000dage/static/favicon.svg").to_vec(),
    )
}
