import Charts
import Foundation
import FoundationXML
import Testing

/// An element of a chart, read back by a parser of XML.
final class Node {
  let name: String
  let attributes: [String: String]
  var children: [Node] = []
  var text = ""

  init(_ name: String, _ attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }

  /// A number among its attributes.
  func number(_ attribute: String) throws -> Double {
    try #require(attributes[attribute].flatMap { Double($0) }, "\(attribute) of \(name)")
  }

  /// What is shown when it is pointed at.
  var tip: String? { children.first { $0.name == "title" }?.text }
}

/// A chart as a reader of its SVG has it.
struct Drawing {
  let root: Node

  init(_ chart: some Chart, width: Double = 640) throws {
    let builder = Builder()
    let parser = XMLParser(data: Data((width == 640 ? chart.svg() : chart.svg(width: width)).utf8))
    parser.delegate = builder
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    root = try #require(builder.root)
  }

  func all(_ name: String) -> [Node] { root.children.filter { $0.name == name } }

  /// What is written, without what is only shown.
  var texts: [String] { all("text").map(\.text) }

  /// The points of a line.
  static func points(_ line: Node) throws -> [(x: Double, y: Double)] {
    try #require(line.attributes["points"]).split(separator: " ").map { pair in
      let place = pair.split(separator: ",").compactMap { Double($0) }
      try #require(place.count == 2)
      return (place[0], place[1])
    }
  }

  /// The thin lines of an axis with what is written at each, a label with its unit read as a number.
  func ticks(upright: Bool) throws -> [(value: Double, place: Double)] {
    let lines = try all("line").filter { $0.attributes["stroke"]?.contains("--grid") == true }
      .filter { try ($0.number("y1") == $0.number("y2")) == upright }
    // Labels stand left of the plot, or in the first line below it.
    let notes = all("text").filter {
      $0.attributes["fill"]?.contains("--muted") == true
        && $0.attributes["text-anchor"] == (upright ? "end" : "middle")
    }
    let line = try notes.map { try $0.number("y") }.min()
    let labels = try notes.filter { try upright || $0.number("y") == line }
    return try lines.map { line in
      let place = try line.number(upright ? "y1" : "x1")
      func distance(_ label: Node) throws -> Double {
        try abs(label.number(upright ? "y" : "x") - (upright ? 5.76 : 0) - place)
      }
      let label = try #require(
        try labels.min { try distance($0) < distance($1) }, "a label at \(place)")
      try #require(try distance(label) < (upright ? 0.1 : 30))
      return (try Drawing.value(label.text), place)
    }
  }

  /// The number that a label says.
  static func value(_ label: String) throws -> Double {
    let units = ["%": 0.01, " d": 1, "k": 1e3, "M": 1e6, "bn": 1e9]
    let unit = units.first { label.hasSuffix($0.key) }
    let digits = label.dropLast(unit?.key.count ?? 0).filter { $0 != "," }
    return try #require(Double(digits), "\(label)") * (unit?.value ?? 1)
  }

  private final class Builder: NSObject, XMLParserDelegate {
    var root: Node?
    private var open: [Node] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      let node = Node(name, attributes)
      open.last?.children.append(node)
      if root == nil { root = node }
      open.append(node)
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
      qualifiedName: String?
    ) { open.removeLast() }

    func parser(_ parser: XMLParser, foundCharacters text: String) { open.last?.text += text }
  }
}
