import Charts
import TestSupport
import Testing

/// Ticks that charts choose.
@Suite struct AxisTests {
  private let title = ChartTitle(title: "Bars", description: "Bars of orders.")

  private func bars(_ values: [Double], _ format: Axis.Format = .number) -> BarChart {
    BarChart(
      title, bars: values.map { Bar(label: "a", value: $0, text: "") },
      axis: Axis(title: "Orders", format: format), direction: .columns)
  }

  @Test func `ticks are multiples of 1, 2 or 5 times a power of ten and cover the values and zero`()
    throws
  {
    var charts = RandomCharts(generator: .seeded())
    for _ in 0..<500 {
      let values = (0..<5).map { _ in charts.value() }
      let shown = values.filter { $0.isFinite && abs($0) <= 1e15 }
      guard let low = shown.min(), let high = shown.max() else { continue }
      for format in [Axis.Format.number, .percent, .days] {
        let ticks = try Drawing(bars(values, format)).ticks(upright: true).map(\.value)
        try #require((2...7).contains(ticks.count), "\(ticks)")
        let step = ticks[1] - ticks[0]
        let slack = step * 1e-6
        #expect(ticks[0] <= min(low, 0) + slack && ticks[ticks.count - 1] >= max(high, 0) - slack)
        for (number, tick) in ticks.enumerated() {
          #expect(abs(tick - ticks[0] - Double(number) * step) < slack, "\(values): \(ticks)")
        }
        var digit = step
        while digit > 9.99 { digit /= 10 }
        while digit < 0.999 { digit *= 10 }
        #expect([1, 2, 5].contains { abs($0 - digit) < 1e-6 }, "\(values): \(ticks)")
        let multiple = ticks[0] / step
        #expect(abs(multiple - multiple.rounded()) < 1e-6)
      }
    }
  }

  @Test(arguments: [
    ([3.0], Axis.Format.number, ["0", "1", "2", "3"]),
    ([0.3], .number, ["0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3"]),
    ([1.0], .percent, ["0%", "20%", "40%", "60%", "80%", "100%"]),
    ([0.005], .percent, ["0%", "0.1%", "0.2%", "0.3%", "0.4%", "0.5%"]),
    ([365], .days, ["0 d", "100 d", "200 d", "300 d", "400 d"]),
    ([5999], .number, ["0", "1,000", "2,000", "3,000", "4,000", "5,000", "6,000"]),
    ([24_000], .number, ["0", "5k", "10k", "15k", "20k", "25k"]),
    ([2_310_040], .number, ["0", "0.5M", "1M", "1.5M", "2M", "2.5M"]),
    ([2.2e9, -1e9], .number, ["-1bn", "0", "1bn", "2bn", "3bn"]),
    ([0], .number, ["0", "1"]), ([0], .percent, ["0%", "20%", "40%", "60%", "80%", "100%"]),
    ([-2], .number, ["-2", "-1", "0"]),
  ])
  func `labels are as people write them`(
    values: [Double], format: Axis.Format, labels: [String]
  ) throws {
    let texts = try Drawing(bars(values, format)).all("text").filter {
      $0.attributes["text-anchor"] == "end"
    }.map(\.text)
    #expect(texts == labels)
  }

  @Test func `an axis has the ticks that it is given`() throws {
    let ticks = [0, 13, 26, 39, 52].map { Tick(at: $0, label: "\(Int($0))") }
    let chart = LineChart(
      title, x: Axis(title: "Weeks", format: .number, ticks: ticks),
      y: Axis(title: "Orders", format: .number),
      lines: [Line(name: "a", points: [Point(x: 1, y: 1, text: "")], style: .solid)])
    let found = try Drawing(chart).ticks(upright: false)
    #expect(found.map(\.value) == [0, 13, 26, 39, 52])
    let (first, last) = (found[0].place, found[4].place)
    #expect(abs(found[1].place - first - (last - first) / 4) < 0.02)
  }

  @Test func `an axis with many ticks has at most twelve labels`() throws {
    let ticks = (0..<100).map { Tick(at: Double($0), label: "\($0)") }
    let axis = Axis(title: "", format: .number, ticks: ticks)
    let chart = LineChart(
      title, x: axis, y: axis,
      lines: [Line(name: "a", points: [Point(x: 1, y: 1, text: "")], style: .solid)])
    let drawing = try Drawing(chart)
    for upright in [true, false] {
      #expect((5...12).contains(try drawing.ticks(upright: upright).count))
    }
  }
}
