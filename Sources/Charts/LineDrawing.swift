extension Line.Style {
  /// The attributes of a line in this style.
  func stroke(
    _ colour: String, _ points: [(x: Double, y: Double)]
  ) -> KeyValuePairs<String, any AttributeValue> {
    let places = points.map { "\(SVG.text(of: $0.x)),\(SVG.text(of: $0.y))" }
    return [
      "points": places.joined(separator: " "), "fill": "none", "stroke": colour,
      "stroke-width": 2.5, "stroke-linejoin": "round",
      "stroke-dasharray": self == .dashed ? "8 5" : "none",
    ]
  }
}

extension Line {
  /// From this many points on, a line has no dot at each: it would be all dots.
  private static let crowded = 16

  /// Draws it, with what is shown when its points are pointed at.
  func draw(
    colour: String, named: Bool, in svg: inout SVG, place: (Point) -> (x: Double, y: Double)
  ) {
    let runs = points.split(whereSeparator: { !$0.canShow })
    for run in runs where style != .dots && run.count > 1 {
      svg.mark("polyline", style.stroke(colour, run.map(place)))
    }
    for run in runs {
      // A point that nothing is joined to would not be seen.
      let seen = style == .dots || points.count < Line.crowded || run.count == 1
      for point in run where seen || !point.text.isEmpty {
        let (x, y) = place(point)
        svg.mark(
          "circle",
          [
            "cx": x, "cy": y, "r": style == .dots ? 4.5 : seen ? 3.5 : 6, "fill": colour,
            "fill-opacity": seen ? 1.0 : 0,
          ], tip: point.text.isEmpty || !named ? point.text : "\(name): \(point.text)")
      }
    }
  }
}
