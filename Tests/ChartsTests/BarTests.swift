import Charts
import TestSupport
import Testing

/// Bars and stacks: lengths are the values.
@Suite struct BarTests {
  private let title = ChartTitle(title: "Bars", description: "Bars of orders.")
  private let axis = Axis(title: "Orders", format: .number)

  /// Values of either sign, none of them tiny beside the others.
  private func values(_ count: Int, _ generator: inout Generator, negative: Bool) -> [Double] {
    (0..<count).map { _ in
      let size = generator.uniform() * 1000
      return negative && Bool.random(using: &generator) ? -size : size
    }
  }

  private func bars(_ drawing: Drawing, part: Int) throws -> [Box] {
    try drawing.all("rect").filter {
      $0.tip != nil && $0.attributes["fill"]?.contains("--series-\(part + 1),") == true
    }.map { try #require(try Box($0)) }
  }

  /// A value at a place, by two of the ticks.
  private func value(_ place: Double, _ ticks: [(value: Double, place: Double)]) -> Double {
    let (first, last) = (ticks[0], ticks[ticks.count - 1])
    return first.value + (place - first.place) / (last.place - first.place)
      * (last.value - first.value)
  }

  @Test(arguments: [true, false])
  func `a bar reaches from zero to its value, whichever way it goes`(negative: Bool) throws {
    var generator = Generator.seeded()
    for _ in 0..<100 {
      let values = values(Int.random(in: 1...12, using: &generator), &generator, negative: negative)
      let all = values.map { Bar(label: "a", value: $0, text: "b") }
      for direction in [BarChart.Direction.columns, .rows] {
        let chart = try Drawing(BarChart(title, bars: all, axis: axis, direction: direction))
        let isUp = direction == .columns
        let ticks = try chart.ticks(upright: isUp)
        let boxes = try bars(chart, part: 0)
        try #require(boxes.count == values.count)
        let slack = abs(ticks[ticks.count - 1].value - ticks[0].value) / 5000
        for (box, wanted) in zip(boxes, values) {
          let ends = (isUp ? [box.bottom, box.top] : [box.left, box.right]).map { value($0, ticks) }
          #expect(abs(ends[wanted < 0 ? 1 : 0]) < slack, "\(ends) for \(wanted)")
          #expect(abs(ends[wanted < 0 ? 0 : 1] - wanted) < slack, "\(ends) for \(wanted)")
        }
      }
    }
  }

  @Test func `parts stand on each other and add up`() throws {
    var generator = Generator.seeded()
    for _ in 0..<50 {
      let columns = (0..<Int.random(in: 1...60, using: &generator)).map { "\($0)" }
      let parts = (0..<4).map { part in
        Part(
          name: "part \(part)", values: values(columns.count, &generator, negative: part % 2 == 1),
          texts: columns)
      }
      let chart = try Drawing(StackedChart(title, columns: columns, parts: parts, axis: axis))
      let ticks = try chart.ticks(upright: true)
      let slack = (abs(ticks[0].value) + abs(ticks[ticks.count - 1].value)) / 5000
      let boxes = try (0..<4).map { try bars(chart, part: $0) }
      for column in columns.indices {
        var (up, down) = (0.0, 0.0)
        for part in parts.indices {
          let (wanted, box) = (parts[part].values[column], boxes[part][column])
          let ends = (value(box.bottom, ticks), value(box.top, ticks))
          if wanted < 0 {
            #expect(abs(ends.1 - down) < slack && abs(ends.0 - down - wanted) < slack)
            down += wanted
          } else {
            #expect(abs(ends.0 - up) < slack && abs(ends.1 - up - wanted) < slack)
            up += wanted
          }
          #expect(box.left == boxes[0][column].left && box.right == boxes[0][column].right)
        }
      }
    }
  }

  @Test func `bars have their labels, texts and tips; one that is not finite has its label alone`()
    throws
  {
    let bars = [("new", 10, "ten"), ("lapsing", .nan, "none"), ("active", -5.0, "minus five")]
      .map { Bar(label: $0.0, value: $0.1, text: $0.2) }
    for direction in [BarChart.Direction.columns, .rows] {
      let chart = try Drawing(BarChart(title, bars: bars, axis: axis, direction: direction))
      #expect(chart.all("rect").map(\.tip) == ["new: ten", "active: minus five"])
      for text in ["new", "lapsing", "active", "ten", "minus five", "Orders"] {
        #expect(chart.texts.contains(text), "\(text)")
      }
      #expect(!chart.texts.contains("none"))
    }
  }

  @Test func `texts that most bars have no room for are left out and still shown by pointing`()
    throws
  {
    let bars = (0..<20).map { Bar(label: "\($0)", value: 1, text: "1,234,567 customers") }
    let chart = try Drawing(BarChart(title, bars: bars, axis: axis, direction: .columns))
    #expect(!chart.texts.contains { $0.contains("customers") })
    #expect(chart.all("rect").last?.tip == "19: 1,234,567 customers")
  }

  @Test func `the labels of many months are every sixth or twelfth`() throws {
    for (count, step) in [(36, 6), (60, 12)] {
      let months = (0..<count).map { "\(2020 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1)" }
      let part = Part(name: "a", values: months.map { _ in 1 }, texts: months)
      let chart = try Drawing(StackedChart(title, columns: months, parts: [part], axis: axis))
      let labels = chart.texts.filter { $0.hasPrefix("20") }
      #expect(labels == stride(from: 0, to: count, by: step).map { months[$0] })
    }
  }

  @Test func `a legend names the parts in their order, in rows that fit`() throws {
    let names = (0..<8).map { "a part of some length \($0)" }
    let parts = names.map { Part(name: $0, values: [1], texts: ["1"]) }
    let chart = try Drawing(StackedChart(title, columns: ["a"], parts: parts, axis: axis))
    #expect(Array(chart.texts.prefix(8)) == names)
    #expect(try Set(chart.all("text").prefix(8).map { try $0.number("y") }).count > 1)
  }

  @Test func `a part without a value for each column is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = StackedChart(
        ChartTitle(title: "", description: ""), columns: ["a"],
        parts: [Part(name: "a", values: [], texts: ["b"])],
        axis: Axis(title: "", format: .number))
    }
  }
}
