import Charts
import Foundation
import TestSupport
import Testing

/// Heat maps: cells in their places, as dark as they should be.
@Suite struct HeatMapTests {
  private let title = ChartTitle(title: "Cohorts", description: "Who comes back.")

  private func map(_ cells: [[Cell?]]) -> HeatMap {
    HeatMap(
      title, rowTitle: "First order", columnTitle: "Month", rows: cells.indices.map { "row \($0)" },
      columns: (cells.first ?? []).indices.map { "\($0)" }, cells: cells)
  }

  @Test func `a cell is as dark as its shade and stands in its row and column`() throws {
    var generator = Generator.seeded()
    let cells = (0..<6).map { row in
      (0..<9).map { column in
        column > 8 - row
          ? nil : Cell(shade: generator.uniform(), text: "", tip: "\(row) \(column)")
      }
    }
    let drawn = try Drawing(map(cells)).all("rect")
    let wanted = cells.joined().compactMap { $0 }
    #expect(drawn.map(\.tip) == wanted.map(\.tip))
    for (rect, cell) in zip(drawn, wanted) {
      #expect(abs(try rect.number("fill-opacity") - cell.shade) <= 0.005)
    }
    for row in cells.indices {
      let places = drawn.filter { $0.tip?.hasPrefix("\(row) ") == true }
      #expect(try Set(places.map { try $0.number("y") }).count == 1)
      let lefts = try places.map { try $0.number("x") }
      #expect(lefts == lefts.sorted())
      let first = try #require(lefts.first)
      #expect(abs(first - (try drawn[0].number("x"))) < 0.001)
    }
  }

  @Test func `shades beyond the ends are the ends, and what is no number is none`() throws {
    let shades = [-1, 2, .nan, .infinity]
    let drawn = try Drawing(map([shades.map { Cell(shade: $0, text: "", tip: "a") }])).all("rect")
    #expect(drawn.map { $0.attributes["fill-opacity"] } == ["0", "1", "0", "0"])
  }

  /// Luminance after WCAG 2.2.
  private func luminance(_ colour: [Double]) -> Double {
    func linear(_ part: Double) -> Double {
      part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
  }

  /// The colour that a page without colours of its own has.
  private func colour(_ text: String?) throws -> [Double] {
    let digits = try #require(text?.split(separator: "#").last?.dropLast())
    let number = try #require(Int(digits, radix: 16))
    return [16, 8, 0].map { Double(number >> $0 & 255) / 255 }
  }

  @Test func `text stands out in cells of any shade`() throws {
    for shade in stride(from: 0.0, through: 1, by: 0.01) {
      let chart = try Drawing(map([[Cell(shade: shade, text: "text", tip: "")]]))
      let hue = try colour(chart.all("rect")[0].attributes["fill"])
      let cell = luminance(hue.map { shade * $0 + 1 - shade })
      let text = try #require(chart.all("text").first { $0.text == "text" })
      let own = luminance(try colour(text.attributes["fill"]))
      let contrast = (max(own, cell) + 0.05) / (min(own, cell) + 0.05)
      #expect(contrast > 3.3, "\(contrast) at \(shade)")
    }
  }

  @Test func `segments are written in the cells of a grid of five`() throws {
    let names = [
      "about_to_sleep", "cannot_lose_them", "potential_loyalist", "need_attention", "lost",
    ]
    let cells = (0..<5).map { _ in
      names.map { Cell(shade: 0.2, text: "\($0)\n1,234,567", tip: "") }
    }
    let texts = try Drawing(map(cells)).texts
    for name in ["about_to_", "sleep", "cannot_lose_", "them", "lost"] {
      #expect(texts.count { $0 == name } == 5, "\(name)")
    }
    #expect(texts.count { $0 == "1,234,567" } == 25)
  }

  @Test func `a percent loses its sign before it is left out`() throws {
    func texts(_ columns: Int) throws -> [String] {
      let cell = Cell(shade: 0.2, text: "45%", tip: "45%")
      return try Drawing(map([Array(repeating: cell, count: columns)])).texts.filter {
        $0.hasPrefix("45")
      }
    }
    #expect(try texts(12) == Array(repeating: "45%", count: 12))
    #expect(try texts(24).count { $0 == "45" } == 24)
    #expect(try texts(60).isEmpty)
  }

  @Test func `cells that do not match the labels are refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = HeatMap(
        ChartTitle(title: "", description: ""), rowTitle: "", columnTitle: "", rows: ["a"],
        columns: ["b"], cells: [[]])
    }
  }
}
