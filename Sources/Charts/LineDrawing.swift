extension Line.Style {
  /// The dashes of lines by their numbers, so that two are told apart.
  private static let dashes = ["2 4", "8 5", "14 4 3 4"]

  /// The attributes of the line of a number in this style.
  func stroke(
    _ number: Int, _ points: [(x: Double, y: Double)]
  ) -> KeyValuePairs<String, any AttributeValue> {
    let places = points.map { "\(SVG.text(of: $0.x)),\(SVG.text(of: $0.y))" }
    return [
      "points": places.joined(separator: " "), "fill": "none", "stroke": Colour.series(number),
      "stroke-width": 2.5, "stroke-linejoin": "round",
      "stroke-dasharray": self == .dashed
        ? Line.Style.dashes[number % Line.Style.dashes.count] : "none",
    ]
  }
}

extension Line {
  /// From this many points on, a line has no dot at each: it would be all dots.
  private static let crowded = 16

  /// Draws it, with what is shown when its points are pointed at.
  func draw(
    number: Int, named: Bool, in svg: inout SVG, place: (Point) -> (x: Double, y: Double)
  ) {
    let runs = points.split(whereSeparator: { !$0.canShow })
    for run in runs where run.count > 1 {
      svg.mark("polyline", style.stroke(number, run.map(place)))
    }
    for run in runs {
      // A point that nothing is joined to would not be seen.
      let alone = run.count == 1
      for point in run where alone || !point.text.isEmpty {
        let seen = alone || points.count < Line.crowded
        let (x, y) = place(point)
        svg.mark(
          "circle",
          [
            "cx": x, "cy": y, "r": seen ? 3.5 : 6,
            "fill": Colour.series(number),
            "fill-opacity": seen ? 1.0 : 0,
          ], tip: point.text.isEmpty || !named ? point.text : "\(name): \(point.text)")
      }
    }
  }
}
