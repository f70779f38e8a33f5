/// Labels along an axis, thinned so that none touches the next.
struct Labels {
  /// A label, its place and the room it takes along the axis.
  struct Label {
    let text: String
    /// Where what it names stands.
    let mark: Double
    /// Where its middle stands.
    let place: Double
    let room: Double
  }

  /// How many are written at most.
  static let most = 12
  /// The least room between two.
  static let gap = 8.0

  /// Every nth label, n the smallest that makes room; steps that months and weeks are counted in.
  static func thinned(_ labels: [Label]) -> [Label] {
    var step = 1
    while true {
      let kept = stride(from: 0, to: labels.count, by: step).map { labels[$0] }
      if kept.count <= most && fits(kept) { return kept }
      step = step < 4 ? step + 1 : step == 4 ? 6 : step * 2
    }
  }

  /// Whether none touches the next.
  static func fits(_ labels: [Label]) -> Bool {
    let places = labels.sorted { $0.place < $1.place }
    return zip(places, places.dropFirst()).allSatisfy { first, second in
      second.place - first.place >= (first.room + second.room) / 2 + gap
    }
  }

  /// A label on a line, moved inside the room there is where it would stand over its edge.
  static func along(
    _ text: String, at place: Double, size: Lettering = .label, left: Double = 0,
    atMost: Double = SVG.width / 3
  ) -> Label {
    let short = size.shortened(text, to: min(atMost, SVG.width - left))
    let room = size.width(short)
    return Label(
      text: short, mark: place, place: min(max(place, left + room / 2), SVG.width - room / 2),
      room: room)
  }
}
