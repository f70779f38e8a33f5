import Arithmetic
import Testing

@Suite struct GaussLegendreTests {
  static let rules = [GaussLegendre.nodes16, .nodes32]

  @Test(arguments: [0, 1])
  func `n nodes integrate powers up to 2n - 1`(index: Int) {
    let rule = Self.rules[index]
    let n = rule.nodes.count
    #expect(n == [16, 32][index] && rule.weights.count == n)
    for power in 0..<(2 * n) {
      let integral = rule.integral { x in
        var value = 1.0
        for _ in 0..<power { value *= x }
        return value
      }
      #expect(abs(integral * Double(power + 1) - 1) < 1e-14, "power \(power)")
    }
  }

  @Test(arguments: [0, 1])
  func `nodes ascend and mirror each other`(index: Int) {
    let rule = Self.rules[index]
    let n = rule.nodes.count
    for i in 0..<n {
      #expect(abs(rule.nodes[i] + rule.nodes[n - 1 - i] - 1) < 1e-16)
      #expect(rule.weights[i] == rule.weights[n - 1 - i] && rule.weights[i] > 0)
      #expect(i == 0 || rule.nodes[i] > rule.nodes[i - 1])
    }
  }

  @Test func `an exponential is integrated to the last digits`() {
    let exact = 1 - Elementary.exp(-1.0)
    for rule in Self.rules {
      #expect(abs(rule.integral { Elementary.exp(-$0) } / exact - 1) < 1e-15)
    }
  }
}
