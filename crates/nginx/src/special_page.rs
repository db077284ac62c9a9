//! The pages that nginx makes itself (http/ngx_http_special_response.c).

use crate::build::{Build, Version};

/// Title and, for the pseudo codes, the extra line of a page.
struct Page {
    title: &'static str,
    heading: &'static str,
    extra: Option<&'static str>,
}

fn page(status: u16) -> Option<Page> {
    let plain = |title| Page {
        title,
        heading: title,
        extra: None,
    };
    let bad_request = |title, extra| Page {
        title,
        heading: "400 Bad Request",
        extra: Some(extra),
    };
    Some(match status {
        301 => plain("301 Moved Permanently"),
        302 => plain("302 Found"),
        303 => plain("303 See Other"),
        307 => plain("307 Temporary Redirect"),
        308 => plain("308 Permanent Redirect"),
        400 => plain("400 Bad Request"),
        401 => plain("401 Authorization Required"),
        402 => plain("402 Payment Required"),
        403 => plain("403 Forbidden"),
        404 => plain("404 Not Found"),
        405 => plain("405 Not Allowed"),
        406 => plain("406 Not Acceptable"),
        408 => plain("408 Request Time-out"),
        409 => plain("409 Conflict"),
        410 => plain("410 Gone"),
        411 => plain("411 Length Required"),
        412 => plain("412 Precondition Failed"),
        413 => plain("413 Request Entity Too Large"),
        414 => plain("414 Request-URI Too Large"),
        415 => plain("415 Unsupported Media Type"),
        416 => plain("416 Requested Range Not Satisfiable"),
        421 => plain("421 Misdirected Request"),
        429 => plain("429 Too Many Requests"),
        494 => bad_request(
            "400 Request Header Or Cookie Too Large",
            "Request Header Or Cookie Too Large",
        ),
        496 => bad_request(
            "400 No required SSL certificate was sent",
            "No required SSL certificate was sent",
        ),
        497 => bad_request(
            "400 The plain HTTP request was sent to HTTPS port",
            "The plain HTTP request was sent to HTTPS port",
        ),
        500 => plain("500 Internal Server Error"),
        501 => plain("501 Not Implemented"),
        502 => plain("502 Bad Gateway"),
        503 => plain("503 Service Temporarily Unavailable"),
        504 => plain("504 Gateway Time-out"),
        505 => plain("505 HTTP Version Not Supported"),
        507 => plain("507 Insufficient Storage"),
        _ => return None,
    })
}

/// The body of the page for a status; none where nginx has no page for it.
pub(crate) fn body(status: u16, signature: &str, build: &Build) -> Option<String> {
    let page = page(status)?;
    let colour = if build.version == Version::V1_10_3 {
        " bgcolor=\"white\""
    } else {
        ""
    };
    let extra = page
        .extra
        .map_or_else(String::new, |text| format!("<center>{text}</center>\r\n"));
    Some(format!(
        "<html>\r\n<head><title>{}</title></head>\r\n<body{colour}>\r\n<center><h1>{}</h1></center>\r\n{extra}<hr><center>{signature}</center>\r\n</body>\r\n</html>\r\n",
        page.title, page.heading
    ))
}

/// What browsers that hide short pages get besides (`msie_padding`).
pub(crate) const PADDING: &str =
    "<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_the_lengths_of_the_real_ones() {
        let build = Build::of("debian-12");
        let table = [
            (301, 169),
            (302, 145),
            (400, 157),
            (401, 179),
            (403, 153),
            (404, 153),
            (405, 157),
            (408, 167),
            (413, 183),
            (414, 177),
            (416, 197),
            (494, 233),
            (497, 255),
            (500, 177),
            (502, 157),
            (503, 197),
            (504, 167),
            (505, 187),
        ];
        for (status, expected) in table {
            let length = body(status, &build.signature(), &build).map(|body| body.len());
            assert_eq!(length, Some(expected), "{status}");
        }
        let old = Build::of("ubuntu-16.04");
        let length = body(502, "nginx/1.10.3 (Ubuntu)", &old).map(|body| body.len());
        assert_eq!(length, Some(157 + 9 + 16));
        assert_eq!(body(418, "nginx", &build), None);
        assert_eq!(PADDING.len() * 6, 402);
    }
}
