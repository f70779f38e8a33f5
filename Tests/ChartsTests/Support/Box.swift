import Testing

/// The room that a mark or a text takes.
struct Box {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  /// The room of an element; nil for what has none.
  init?(_ node: Node) throws {
    switch node.name {
    case "rect":
      let (x, y) = (try node.number("x"), try node.number("y"))
      self.init(x, y, x + (try node.number("width")), y + (try node.number("height")))
    case "circle":
      let (x, y) = (try node.number("cx"), try node.number("cy"))
      let r = try node.number("r")
      self.init(x - r, y - r, x + r, y + r)
    case "line":
      self.init(
        try node.number("x1"), try node.number("y1"), try node.number("x2"),
        try node.number("y2"))
    case "polyline":
      let points = try Drawing.points(node)
      let (xs, ys) = (points.map(\.x), points.map(\.y))
      self.init(
        try #require(xs.min()), try #require(ys.min()), try #require(xs.max()),
        try #require(ys.max()))
    case "text":
      let size = try node.number("font-size")
      let width = node.text.reduce(0) { $0 + Box.width($1) } * size
      let (x, y) = (try node.number("x"), try node.number("y"))
      let anchors = ["start": 0, "middle": 0.5, "end": 1]
      let anchor = try #require(node.attributes["text-anchor"].flatMap { anchors[$0] })
      self.init(x - width * anchor, y - size * 0.73, x + width * (1 - anchor), y)
    default: return nil
    }
  }

  private init(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }

  /// Widths of DejaVu Sans, which is wider than what most readers have.
  private static func width(_ character: Character) -> Double {
    switch character {
    case " ", "\n", ".", ",", "i", "j", "l", "'", "I", "J": 0.318
    case "f", "t", "r", "(", ")", "-": 0.41
    case "\"": 0.46
    case "0"..."9": 0.636
    case "w", "M", "<", ">": 0.863
    case "m", "W", "%", "…": 1
    case "A"..."Z", "&": 0.787
    default: 0.636
    }
  }

  func touches(_ other: Box) -> Bool {
    left < other.right - 0.01 && other.left < right - 0.01 && top < other.bottom - 0.01
      && other.top < bottom - 0.01
  }
}
