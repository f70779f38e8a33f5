/// The text of an SVG element and what stands in it.
struct SVG {
  /// How wide the chart that is being drawn is in its own units; the page scales it.
  @TaskLocal static var width = 640.0

  private(set) var source = ""

  /// A whole chart.
  static func chart(_ title: ChartTitle, height: Double, _ body: (inout SVG) -> Void) -> String {
    var svg = SVG()
    svg.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "role": "img",
        "viewBox": "0 0 \(text(of: width)) \(text(of: height))", "width": "100%",
        "font-family": "system-ui, sans-serif",
      ]
    ) { svg in
      svg.element("title") { $0.escape(title.title) }
      svg.element("desc") { $0.escape(title.description) }
      body(&svg)
    }
    return svg.source
  }

  /// A chart that has nothing to show.
  static func empty(_ title: ChartTitle) -> String {
    chart(title, height: 80) {
      $0.text("no data", x: width / 2, y: 46, anchor: .middle, fill: Colour.muted)
    }
  }

  /// An element with what stands in it.
  mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, any AttributeValue> = [:],
    _ body: (inout SVG) -> Void
  ) {
    open(name, attributes)
    source += ">"
    body(&self)
    source += "</\(name)>"
  }

  /// An element by itself, with the text that is shown when it is pointed at.
  mutating func mark(
    _ name: String, _ attributes: KeyValuePairs<String, any AttributeValue>, tip: String = ""
  ) {
    open(name, attributes)
    guard !tip.isEmpty else {
      source += "/>"
      return
    }
    source += ">"
    element("title") { $0.escape(tip) }
    source += "</\(name)>"
  }

  /// A line of text, `y` at its foot.
  mutating func text(
    _ line: String, x: Double, y: Double, size: Lettering = .label, anchor: Anchor = .start,
    fill: String = Colour.ink
  ) {
    element(
      "text",
      ["x": x, "y": y, "font-size": size.size, "text-anchor": anchor.rawValue, "fill": fill]
    ) { $0.escape(line) }
  }

  private mutating func open(
    _ name: String, _ attributes: KeyValuePairs<String, any AttributeValue>
  ) {
    source += "<\(name)"
    for (key, value) in attributes {
      source += " \(key)=\""
      escape(value.attributeText)
      source += "\""
    }
  }

  /// Text as XML has it, without what XML cannot have.
  private mutating func escape(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": source += "&amp;"
      case "<": source += "&lt;"
      case ">": source += "&gt;"
      case "\"": source += "&quot;"
      case "'": source += "&#39;"
      case "\t", "\n": source.unicodeScalars.append(scalar)
      case "\0"..<" ", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": break
      default: source.unicodeScalars.append(scalar)
      }
    }
  }

  /// A coordinate with at most two decimals.
  static func text(of number: Double) -> String {
    decimalText(Int((number * 100).rounded()), decimals: 2, grouped: false)
  }
}

/// Which point of a text its place is.
enum Anchor: String {
  case start
  case middle
  case end
}

/// What an attribute may be.
protocol AttributeValue {
  var attributeText: String { get }
}

extension String: AttributeValue {
  var attributeText: String { self }
}

extension Double: AttributeValue {
  var attributeText: String { SVG.text(of: self) }
}
