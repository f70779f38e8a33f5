import Charts
import TestSupport
import Testing

/// What holds of every chart, whatever is in it.
@Suite struct DrawingTests {
  private func each(_ body: (any Chart) throws -> Void, test: String = #function) rethrows {
    var charts = RandomCharts(generator: .seeded(test))
    for _ in 0..<300 { try body(charts.chart()) }
  }

  @Test func `a chart is one element that says what it shows and stretches to its place`() throws {
    try each { chart in
      let root = try Drawing(chart).root
      #expect(root.name == "svg" && root.attributes["role"] == "img")
      #expect(root.attributes["width"] == "100%")
      #expect(root.children.prefix(2).map(\.name) == ["title", "desc"])
    }
  }

  @Test(arguments: [640.0, 400, 320])
  func `no mark and no text stands outside of the box`(width: Double) throws {
    try each { chart in
      let drawing = try Drawing(chart, width: width)
      let box = try #require(drawing.root.attributes["viewBox"]).split(separator: " ")
        .compactMap { Double($0) }
      try #require(box.count == 4 && box[2] == width)
      for node in drawing.root.children {
        guard let room = try Box(node) else { continue }
        // A point stands on the edge of its plot, half of its dot over it.
        let slack = node.name == "circle" ? 8.0 : 1.01
        #expect(
          room.left >= -slack && room.right <= box[2] + slack && room.top >= -slack
            && room.bottom <= box[3] + slack,
          "\(node.name) \(node.attributes) \(node.text) in \(box)")
      }
    }
  }

  @Test(arguments: [640.0, 400, 320])
  func `no two texts touch`(width: Double) throws {
    try each { chart in
      let texts = try Drawing(chart, width: width).all("text").filter { !$0.text.isEmpty }
      let boxes = try texts.map { try #require(try Box($0)) }
      for first in boxes.indices {
        for second in boxes.indices.dropFirst(first + 1)
        where boxes[first].touches(boxes[second]) {
          Issue.record("\(texts[first].text) and \(texts[second].text) touch in \(chart)")
        }
      }
    }
  }

  @Test func `text is large enough for a small screen`() throws {
    try each { chart in
      for text in try Drawing(chart).all("text") { #expect(try text.number("font-size") >= 14) }
    }
  }

  @Test func `numbers have at most two decimals and no sign at zero`() {
    each { chart in
      let svg = chart.svg()
      #expect(svg.firstRange(of: /"-0"|[ ,]-0[ ,"]|="[^"a-z]*\.[0-9]{3}[^"]*"/) == nil, "\(svg)")
    }
  }

  @Test func `the same chart is the same bytes`() {
    each { chart in #expect(chart.svg() == chart.svg()) }
  }

  @Test func `every text is read back as it was, but for what XML cannot have`() throws {
    let odd = "<b>&amp; \"it's\" ]]>\u{0}\u{1}\u{B}\u{1F}\u{7F}\u{85}\u{FFFE}\u{FFFF} ü😀\u{2028}"
    let kept = "<b>&amp; \"it's\" ]]> ü😀\u{2028}"
    let title = ChartTitle(title: odd, description: odd + "!")
    let axis = Axis(title: odd, format: .number)
    let charts: [any Chart] = [
      BarChart(title, bars: [Bar(label: odd, value: 1, text: odd)], axis: axis, direction: .rows),
      StackedChart(
        title, columns: [odd], parts: [Part(name: odd, values: [1], texts: [odd])], axis: axis),
      LineChart(
        title, x: axis, y: axis,
        lines: ["", odd].map {
          Line(name: $0, points: [Point(x: 1, y: 2, text: odd)], style: .solid)
        }),
      HeatMap(
        title, rowTitle: odd, columnTitle: odd, rows: [odd], columns: ["1"],
        cells: [[Cell(shade: 1, text: odd, tip: odd)]]),
    ]
    let tips = ["\(kept): \(kept)", "\(kept), \(kept): \(kept)", "\(kept): \(kept)", kept]
    for (chart, tip) in zip(charts, tips) {
      let drawing = try Drawing(chart)
      #expect(drawing.root.children.prefix(2).map(\.text) == [kept, kept + "!"])
      #expect(drawing.root.children.contains { $0.tip == tip })
      #expect(drawing.texts.joined(separator: "").contains("<b>&amp;"))
    }
  }

  @Test func `what has nothing to show says so`() throws {
    let title = ChartTitle(title: "Nothing", description: "There is nothing.")
    let axis = Axis(title: "Orders", format: .number)
    let none = [Double.nan, .infinity, -.infinity, 1e300]
    let charts: [any Chart] = [
      BarChart(title, bars: [], axis: axis, direction: .columns),
      BarChart(
        title, bars: none.map { Bar(label: "a", value: $0, text: "a") }, axis: axis,
        direction: .rows),
      StackedChart(title, columns: [], parts: [], axis: axis),
      StackedChart(
        title, columns: ["a"], parts: none.map { Part(name: "a", values: [$0], texts: [""]) },
        axis: axis),
      LineChart(title, x: axis, y: axis, lines: []),
      LineChart(
        title, x: axis, y: axis,
        lines: none.map { Line(name: "a", points: [Point(x: 1, y: $0, text: "")], style: .solid) }),
      HeatMap(title, rowTitle: "", columnTitle: "", rows: [], columns: [], cells: []),
      HeatMap(title, rowTitle: "", columnTitle: "", rows: ["a"], columns: ["b"], cells: [[nil]]),
    ]
    for chart in charts { #expect(try Drawing(chart).texts == ["no data"]) }
  }
}
