extension BarChart {
  private static let slot = 34.0

  /// Bars that go to the right.
  func rows(_ extent: Extent) -> String {
    let size = Lettering.label
    let names = bars.map { size.shortened($0.label, to: SVG.width * 0.4) }
    let nameWidth = (names.map(size.width).max() ?? 0) + 10
    // Texts stand at the ends of bars: the room for the longest is kept free at each side that has ends.
    let widest = min(SVG.width * 0.3, bars.map { size.width($0.text) }.max() ?? 0) + 8
    let hasPositive = bars.contains { Extent.canShow($0.value) && $0.value >= 0 }
    var frame = Frame(
      left: nameWidth + (hasNegative ? widest : 0), top: 4,
      right: SVG.width - (hasPositive ? widest : 8), bottom: 0)
    frame.bottom = frame.top + Double(bars.count) * BarChart.slot
    return SVG.chart(title, height: frame.bottom + axis.footHeight) { svg in
      axis.drawBelow(extent, of: frame, in: &svg)
      let zero = frame.x(0, extent)
      for (index, bar) in bars.enumerated() {
        let middle = frame.top + (Double(index) + 0.5) * BarChart.slot
        svg.text(names[index], x: 0, y: middle + size.drop)
        guard Extent.canShow(bar.value) else { continue }
        let end = frame.x(bar.value, extent)
        svg.mark(
          "rect",
          [
            "x": min(zero, end), "y": middle - 11, "width": abs(end - zero), "height": 22.0,
            "fill": Colour.series(0),
          ], tip: bar.tip)
        let room = bar.value < 0 ? end - nameWidth : SVG.width - end
        guard size.width(bar.text) + 6 <= room else { continue }
        svg.text(
          bar.text, x: bar.value < 0 ? end - 6 : end + 6, y: middle + size.drop,
          anchor: bar.value < 0 ? .end : .start)
      }
      Axis.line(zero, frame.top, zero, frame.bottom, colour: Colour.muted, in: &svg)
    }
  }
}
