//! Plots as SVG, drawn by hand: a few lines each need no library.

use std::fmt::Write as _;

/// One line of a plot.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// Its points, from left to right.
    pub points: Vec<(f64, f64)>,
}

/// A plot of some lines over a common axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot<'a> {
    /// What is shown.
    pub title: &'a str,
    /// What the horizontal axis counts.
    pub across: &'a str,
    /// What the vertical axis counts.
    pub up: &'a str,
    /// The least value that the vertical axis reaches down to.
    pub floor: f64,
    /// The lines.
    pub series: &'a [Series],
}

const WIDTH: f64 = 800.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 74.0;
const RIGHT: f64 = 230.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 60.0;
/// Colours that are told apart by everybody, and dashes for those who print.
const LOOKS: [(&str, &str); 6] = [
    ("#0072b2", ""),
    ("#d55e00", "8 4"),
    ("#009e73", "2 4"),
    ("#cc79a7", "12 4 2 4"),
    ("#000000", "4 4"),
    ("#8a6d00", "16 6"),
];

impl Plot<'_> {
    /// The plot as an SVG document.
    #[must_use]
    pub fn svg(&self) -> String {
        let points = || self.series.iter().flat_map(|series| &series.points);
        let range = |value: fn(&(f64, f64)) -> f64| {
            let least = points().map(value).fold(f64::INFINITY, f64::min);
            let most = points().map(value).fold(f64::NEG_INFINITY, f64::max);
            if least <= most { (least, most) } else { (0.0, 1.0) }
        };
        let (x0, x1) = range(|p| p.0);
        let (y0, y1) = (self.floor, range(|p| p.1).1);
        let (step_x, step_y) = (step(x1 - x0), step(y1 - y0));
        let y1 = (y1 / step_y).ceil() * step_y;
        let x = |value: f64| LEFT + (value - x0) / (x1 - x0).max(1e-9) * (WIDTH - LEFT - RIGHT);
        let y = |value: f64| {
            HEIGHT - BOTTOM - (value - y0) / (y1 - y0).max(1e-9) * (HEIGHT - TOP - BOTTOM)
        };
        let mut svg = String::new();
        // Writing into a string cannot fail.
        let _ = self.frame(&mut svg);
        for tick in ticks(y0, y1, step_y) {
            let (at, end) = (y(tick), WIDTH - RIGHT);
            let _ = writeln!(
                svg,
                "<path d=\"M{LEFT} {at:.1}H{end}\" stroke=\"#ddd\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                LEFT - 8.0,
                at + 4.0,
                number(tick)
            );
        }
        for tick in ticks(x0, x1, step_x) {
            let (at, below) = (x(tick), HEIGHT - BOTTOM + 20.0);
            let label = number(tick);
            let _ = writeln!(
                svg,
                "<text x=\"{at:.1}\" y=\"{below}\" text-anchor=\"middle\">{label}</text>"
            );
        }
        for (i, series) in self.series.iter().enumerate() {
            let (colour, dashes) = LOOKS[i % LOOKS.len()];
            let line: Vec<_> =
                series.points.iter().map(|p| format!("{:.1},{:.1}", x(p.0), y(p.1))).collect();
            let legend = TOP + 20.0 * i as f64;
            let from = WIDTH - RIGHT + 16.0;
            let style = format!(
                "fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\""
            );
            let _ = writeln!(
                svg,
                "<polyline points=\"{}\" {style}/>\
                 <path d=\"M{from} {legend}h28\" {style}/>\
                 <text x=\"{}\" y=\"{}\">{}</text>",
                line.join(" "),
                from + 34.0,
                legend + 4.0,
                series.name
            );
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn frame(&self, svg: &mut String) -> std::fmt::Result {
        let Self { title, across, up, .. } = self;
        let middle = LEFT + (WIDTH - LEFT - RIGHT) / 2.0;
        let (low, half) = (HEIGHT - BOTTOM + 44.0, TOP + (HEIGHT - TOP - BOTTOM) / 2.0);
        writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             role=\"img\" lang=\"de\" font-family=\"sans-serif\" font-size=\"13\">\
             <title>{title}</title><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
             <text x=\"{LEFT}\" y=\"26\" font-size=\"16\">{title}</text>\
             <text x=\"{middle}\" y=\"{low}\" text-anchor=\"middle\">{across}</text>\
             <text transform=\"translate(18 {half}) rotate(-90)\" text-anchor=\"middle\">{up}</text>"
        )
    }
}

/// A round distance between ticks, about six of them.
fn step(range: f64) -> f64 {
    let rough = (range / 6.0).max(1e-3);
    let power = 10_f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|s| s * power).find(|s| *s >= rough).unwrap_or(10.0 * power)
}

fn ticks(from: f64, to: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (from / step).ceil() * step;
    let tick = move |i: u32| first + f64::from(i) * step;
    (0..20).map(tick).take_while(move |tick| *tick <= to + step * 1e-6)
}

/// A tick without needless digits, with a comma as Germans write it.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        assert_eq!(
            ticks(8.0, 18.0, step(10.0)).collect::<Vec<_>>(),
            [8.0, 10.0, 12.0, 14.0, 16.0, 18.0]
        );
        assert_eq!(number(99.5), "99,5");
        assert_eq!(number(10.0), "10");
    }

    #[test]
    fn every_series_is_a_line_with_a_name() {
        let series =
            |name: &str| Series { name: name.to_owned(), points: vec![(8.0, 1.0), (9.0, 4.0)] };
        let series = [series("p50"), series("p90")];
        let plot =
            Plot { title: "Waits", across: "hour", up: "minutes", floor: 0.0, series: &series };
        let svg = plot.svg();
        assert_eq!(svg.matches("<polyline").count(), 2);
        assert!(svg.contains(">p90</text>") && svg.ends_with("</svg>\n"));
    }
}
