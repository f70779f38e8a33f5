extension BarChart {
  /// Bars that go up.
  func columns(_ extent: Extent) -> String {
    let size = Lettering.label
    let left = axis.labelWidth(extent)
    let slot = (SVG.width - left) / Double(bars.count)
    let fits = bars.map { size.width($0.text) <= slot - 4 }
    let texts = mostFit(fits)
    let textRoom = texts ? size.leading + 4 : 0
    let top = axis.titleHeight + textRoom
    let frame = Frame(left: left, top: top, right: SVG.width, bottom: top + 260)
    let labels = ColumnLabels(bars.map(\.label), slot: slot)
    let labelTop = frame.bottom + 6 + (hasNegative ? textRoom : 0)
    return SVG.chart(title, height: labelTop + labels.height + 6) { svg in
      axis.drawLeft(extent, of: frame, titleTop: 0, in: &svg)
      let places = bars.indices.map { left + (Double($0) + 0.5) * slot }
      for (bar, place) in zip(bars, places) where Extent.canShow(bar.value) {
        let ends = [frame.y(0, extent), frame.y(bar.value, extent)].sorted()
        svg.mark(
          "rect",
          [
            "x": place - slot * 0.36, "y": ends[0], "width": slot * 0.72,
            "height": ends[1] - ends[0], "fill": Colour.series(0),
          ], tip: bar.tip)
      }
      for (index, bar) in bars.enumerated() where texts && fits[index] && Extent.canShow(bar.value)
      {
        let end = frame.y(bar.value, extent)
        let foot = bar.value < 0 ? end + size.size + 2 : end - 6
        svg.text(bar.text, x: places[index], y: foot, anchor: .middle)
      }
      let zero = frame.y(0, extent)
      Axis.line(left, zero, frame.right, zero, colour: Colour.muted, in: &svg)
      labels.draw(at: places, top: labelTop, left: 0, in: &svg)
    }
  }
}
