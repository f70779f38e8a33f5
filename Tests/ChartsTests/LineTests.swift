import Charts
import TestSupport
import Testing

/// Lines: points stand where the axes say.
@Suite struct LineTests {
  private let title = ChartTitle(title: "Lines", description: "Lines of orders.")
  private let x = Axis(title: "Weeks", format: .number)
  private let y = Axis(title: "Orders", format: .number)

  private func value(_ place: Double, _ ticks: [(value: Double, place: Double)]) -> Double {
    let (first, last) = (ticks[0], ticks[ticks.count - 1])
    return first.value + (place - first.place) / (last.place - first.place)
      * (last.value - first.value)
  }

  @Test func `points stand where the axes say`() throws {
    var generator = Generator.seeded()
    for style in [Line.Style.solid, .dashed] {
      for _ in 0..<60 {
        let points = (0..<10).map { _ in
          Point(x: generator.uniform() * 90, y: generator.uniform() * 900 - 300, text: "a")
        }
        let chart = try Drawing(
          LineChart(title, x: x, y: y, lines: [Line(name: "a", points: points, style: style)]))
        let (across, up) = (try chart.ticks(upright: false), try chart.ticks(upright: true))
        let found = try chart.all("circle").map { (try $0.number("cx"), try $0.number("cy")) }
        let line = try #require(chart.all("polyline").first)
        #expect(try Drawing.points(line).map { [$0.x, $0.y] } == found.map { [$0.0, $0.1] })
        try #require(found.count == points.count)
        for ((left, top), point) in zip(found, points) {
          #expect(abs(value(left, across) - point.x) < 0.02)
          #expect(abs(value(top, up) - point.y) < 0.1)
        }
      }
    }
  }

  @Test func `a line breaks at a point that is not finite, and a lone point is a dot`() throws {
    let values = [1, 2, .nan, 3, .infinity, 4, 5, 6]
    let points = values.enumerated().map { Point(x: Double($0), y: $1, text: "") }
    let chart = try Drawing(
      LineChart(title, x: x, y: y, lines: [Line(name: "a", points: points, style: .solid)]))
    #expect(try chart.all("polyline").map { try Drawing.points($0).count } == [2, 3])
    #expect(chart.all("circle").count == 1)
  }

  @Test func `lines are told apart without colour`() throws {
    let points = (0..<3).map { Point(x: Double($0), y: Double($0), text: "") }
    let lines = [Line.Style.solid, .dashed, .dashed].map {
      Line(name: "a", points: points, style: $0)
    }
    let chart = try Drawing(LineChart(title, x: x, y: y, lines: lines))
    // Each line has its sample in the legend too, dashed as it is.
    let dashes = chart.all("polyline").compactMap { $0.attributes["stroke-dasharray"] }
    #expect(dashes.count == 6 && Set(dashes).count == 3)
    #expect(Array(dashes.prefix(3)) == Array(dashes.suffix(3)))
  }

  @Test func `one line has no legend, and its points show their text alone`() throws {
    let line = Line(name: "orders", points: [Point(x: 1, y: 2, text: "week 1")], style: .solid)
    let one = try Drawing(LineChart(title, x: x, y: y, lines: [line]))
    let two = try Drawing(LineChart(title, x: x, y: y, lines: [line, line]))
    #expect(!one.texts.contains("orders") && two.texts.count { $0 == "orders" } == 2)
    #expect(one.all("circle").map(\.tip) == ["week 1"])
    #expect(two.all("circle").compactMap(\.tip) == ["orders: week 1", "orders: week 1"])
  }
}
