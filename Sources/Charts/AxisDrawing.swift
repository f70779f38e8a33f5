extension Axis {
  /// How high the title over an axis is, with what parts it from the plot.
  var titleHeight: Double {
    title.isEmpty ? Lettering.label.size / 2 : Lettering.label.leading + 12
  }

  /// How wide the labels left of a plot are, with what parts them from it.
  func labelWidth(_ extent: Extent) -> Double {
    let widest = extent.ticks.map { Lettering.label.width(sideLabel($0)) }.max() ?? 0
    return widest + 10
  }

  private func sideLabel(_ tick: Tick) -> String {
    Lettering.label.shortened(tick.label, to: SVG.width / 4)
  }

  /// Lines across the plot at the ticks, labels left of it, the title over them.
  func drawLeft(_ extent: Extent, of frame: Frame, titleTop: Double, in svg: inout SVG) {
    let size = Lettering.label
    if !title.isEmpty {
      svg.text(
        size.shortened(title, to: SVG.width), x: 0, y: titleTop + size.size, fill: Colour.muted)
    }
    let labels = extent.ticks.map {
      let y = frame.y($0.at, extent)
      return Labels.Label(text: sideLabel($0), mark: y, place: y, room: size.size * 0.75)
    }
    for label in Labels.thinned(labels) {
      Axis.line(frame.left, label.place, frame.right, label.place, in: &svg)
      svg.text(
        label.text, x: frame.left - 8, y: label.place + size.drop, anchor: .end,
        fill: Colour.muted)
    }
  }

  /// How high the labels and the title below a plot are.
  var footHeight: Double {
    let size = Lettering.label
    return 6 + size.leading + (title.isEmpty ? 0 : size.leading + 4) + 6
  }

  /// Lines up the plot at the ticks, labels and the title below it.
  func drawBelow(_ extent: Extent, of frame: Frame, in svg: inout SVG) {
    let size = Lettering.label
    let labels = extent.ticks.map { Labels.along($0.label, at: frame.x($0.at, extent)) }
    let foot = frame.bottom + 6 + size.size
    for label in Labels.thinned(labels) {
      Axis.line(label.mark, frame.top, label.mark, frame.bottom, in: &svg)
      svg.text(label.text, x: label.place, y: foot, anchor: .middle, fill: Colour.muted)
    }
    if !title.isEmpty {
      let line = Labels.along(title, at: (frame.left + frame.right) / 2, atMost: SVG.width)
      svg.text(
        line.text, x: line.place, y: foot + size.leading + 4, anchor: .middle, fill: Colour.muted)
    }
  }

  /// A thin line.
  static func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, colour: String = Colour.grid,
    in svg: inout SVG
  ) {
    svg.mark("line", ["x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke": colour])
  }
}
