//! QR codes: an address for a phone or a reader.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// The quiet zone around a code, in modules, as ISO/IEC 18004 asks for.
const QUIET: usize = 4;

/// A QR code of this text as an image inside of a page, always dark on light;
/// empty for a text that is too long for any.
#[must_use]
pub fn qr(text: &str, label: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return String::new();
    };
    let (width, size) = (code.width(), code.width() + 2 * QUIET);
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|left, right| left == right) {
            if run[0] == Color::Dark {
                // Writing to a string never fails.
                let _ =
                    write!(path, "M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len());
            }
            x += run.len();
        }
    }
    format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {size} {size}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/>\
         <path d=\"{path}\"/></svg>",
        crate::escape(label)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_a_quiet_zone() {
        let svg = qr("https://termine.bochum.example/tickets/abc", "Zu <Ihrer> Nummer");
        // The upper edges of the two upper corners, each seven modules wide.
        assert!(svg.contains("d=\"M4 4h7v1h-7z"), "{svg}");
        assert!(svg.contains("M26 4h7v1h-7z"), "{svg}");
        assert!(svg.contains("viewBox=\"0 0 37 37\""), "{svg}");
        assert!(!svg.contains("<Ihrer>"));
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        assert_eq!(qr(&"x".repeat(3000), ""), "");
    }
}
