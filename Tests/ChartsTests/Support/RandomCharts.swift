import Charts
import TestSupport

/// Charts of any kind with anything in them.
struct RandomCharts {
  var generator: Generator

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  /// A value of any size; one in ten is none.
  mutating func value() -> Double {
    let odd: [Double] = [
      .nan, .infinity, -.infinity, 1e308, -1e308, .leastNonzeroMagnitude, 0, -0.0,
    ]
    if number(0...9) == 0 { return odd[number(0...odd.count - 1)] }
    var size = 1.0
    for _ in 0..<number(0...9) { size *= 10 }
    let value = generator.uniform() * size * (number(0...5) == 0 ? -1 : 1)
    return number(0...1) == 0 ? value.rounded() : value
  }

  mutating func text() -> String {
    let words = [
      "a", "2024-01", "about_to_sleep", "1,234,567.89 EUR", "<b>", "\u{1}&amp;", "new customers",
      "\"'", "", "a name that goes on and on without a thought for those who have to draw it",
      "Überraschungspaketempfängerinnenverzeichnis", "45%", "champions\n1,234",
    ]
    return words[number(0...words.count - 1)]
  }

  mutating func axis() -> Axis {
    let formats: [Axis.Format] = [.number, .percent, .days]
    var ticks: [Tick]?
    if number(0...3) == 0 {
      ticks = (0..<number(0...20)).map { _ in Tick(at: value(), label: text()) }
    }
    return Axis(title: text(), format: formats[number(0...2)], ticks: ticks)
  }

  mutating func chart() -> any Chart {
    let title = ChartTitle(title: text(), description: text())
    switch number(0...3) {
    case 0:
      let bars = (0..<number(0...30)).map { _ in Bar(label: text(), value: value(), text: text()) }
      return BarChart(
        title, bars: bars, axis: axis(), direction: number(0...1) == 0 ? .rows : .columns)
    case 1:
      let columns = (0..<number(0...60)).map { _ in text() }
      let parts = (0..<number(0...8)).map { _ in
        Part(
          name: text(), values: columns.map { _ in value() }, texts: columns.map { _ in text() })
      }
      return StackedChart(title, columns: columns, parts: parts, axis: axis())
    case 2:
      let styles: [Line.Style] = [.solid, .dashed]
      let lines = (0..<number(0...7)).map { _ in
        Line(
          name: text(),
          points: (0..<number(0...30)).map { _ in Point(x: value(), y: value(), text: text()) },
          style: styles[number(0...1)])
      }
      return LineChart(title, x: axis(), y: axis(), lines: lines)
    default:
      let rows = (0..<number(0...25)).map { _ in text() }
      let columns = (0..<number(0...25)).map { _ in text() }
      let cells = rows.map { _ in
        columns.map { _ in
          number(0...3) == 0
            ? nil
            : Cell(
              shade: number(0...1) == 0 ? value() : generator.uniform(), text: text(), tip: text())
        }
      }
      return HeatMap(
        title, rowTitle: text(), columnTitle: text(), rows: rows, columns: columns, cells: cells)
    }
  }
}
