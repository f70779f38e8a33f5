import Arithmetic
import Testing

@Suite struct GammaTablesTests {
  private static func worst(_ name: String, _ table: (Double, Int) -> [Double]) -> Worst {
    Worst(name) {
      let k = Int($0.arguments[1])
      let entry = table($0.arguments[0], k + 1)[k]
      return $0.high == 0 ? abs(entry) : $0.relativeError(entry)
    }
  }

  @Test func `the table of logGamma is right to 1e-15 up to a million`() {
    let worst = Self.worst("logGammaTable") { logGammaTable(from: $0, count: $1) }
    #expect(worst.count == 63 && worst.error < 1e-15, "\(worst)")
  }

  @Test func `the table of digamma is right to 1e-15 up to a million`() {
    let worst = Self.worst("digammaTable") { digammaTable(from: $0, count: $1) }
    #expect(worst.count == 63 && worst.error < 1e-15, "\(worst)")
  }

  @Test func `the table of trigamma is right to 1e-15 up to a million`() {
    let worst = Self.worst("trigammaTable") { trigammaTable(from: $0, count: $1) }
    #expect(worst.count == 63 && worst.error < 1e-15, "\(worst)")
  }

  @Test(arguments: [0, 1, 7, 8, 9, 100])
  func `a longer table begins with the shorter one`(count: Int) {
    let long = logGammaTable(from: 0.7, count: 200)
    #expect(logGammaTable(from: 0.7, count: count) == Array(long.prefix(count)))
    #expect(digammaTable(from: 0.7, count: count).count == count)
    #expect(trigammaTable(from: 0.7, count: count).first ?? 0 == 0)
  }

  @Test func `tables agree with direct evaluation`() {
    let r = 2.426
    let logs = logGammaTable(from: r, count: 500)
    let psis = digammaTable(from: r, count: 500)
    let slopes = trigammaTable(from: r, count: 500)
    for k in 1..<500 {
      let x = r + Double(k)
      #expect(abs(logs[k] / logGammaDifference(r, plus: Double(k)) - 1) < 1e-14)
      #expect(abs(psis[k] - (digamma(x) - digamma(r))) < 1e-14)
      #expect(abs(slopes[k] - (trigamma(x) - trigamma(r))) < 1e-14)
    }
  }

  @Test func `a table from zero stops the process`() async {
    await #expect(processExitsWith: .failure) { _ = logGammaTable(from: 0, count: 3) }
  }
}
