//! The day as a picture: calls per second, on a logarithmic scale.

use std::error::Error;

use plotters::prelude::*;

use crate::report::minutes;
use crate::timeline::{DAY, MINUTE};

const SIZE: (u32, u32) = (1_000, 420);

/// The most calls per second that there is room for.
const MOST: f64 = 10_000.0;

/// Told apart also by those who do not see all colours.
const COLOURS: [RGBColor; 3] = [RGBColor(0, 114, 178), RGBColor(0, 158, 115), RGBColor(213, 94, 0)];

/// Draws the calls of each minute, one line for each day.
pub(crate) fn draw(path: &str, days: &[(&str, Vec<u32>); 3]) -> Result<(), Box<dyn Error>> {
    let area = SVGBackend::new(path, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let hours = 0.0..hours_of(DAY / MINUTE);
    let mut chart = ChartBuilder::on(&area)
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(56)
        .build_cartesian_2d(hours, (1.0..MOST).log_scale())?;
    chart
        .configure_mesh()
        .x_desc("hour of the day: outage at 12, deployment at 18")
        .y_desc("calls per second")
        .x_labels(13)
        .x_label_formatter(&|hour| format!("{hour:.0}"))
        .y_label_formatter(&|load| format!("{load:.0}"))
        .light_line_style(WHITE)
        .draw()?;
    // The last one first, so that ours is in front.
    for ((name, calls), colour) in days.iter().zip(COLOURS).rev() {
        let points = (0..).zip(minutes(calls)).map(|(minute, load)| (hours_of(minute), load.max(1.0)));
        chart
            .draw_series(LineSeries::new(points, colour.stroke_width(1)))?
            .label(name.replace('`', ""))
            .legend(move |(x, y)| Rectangle::new([(x, y - 4), (x + 14, y + 4)], colour.filled()));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK)
        .draw()?;
    area.present()?;
    Ok(())
}

fn hours_of(minutes: u64) -> f64 {
    f64::from(u32::try_from(minutes).unwrap_or(u32::MAX)) / 60.0
}
