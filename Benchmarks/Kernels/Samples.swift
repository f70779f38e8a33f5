import Benchmark

/// Random numbers that are the same on every run: SplitMix64 (Steele, Lea and Flood 2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

/// What the benchmarks work on: columns as a shop's orders fill them.
enum Samples {
  /// The rows of a page.
  static let page = 65_536

  static func numbers<Number>(_ count: Int, _ make: (inout SplitMix64) -> Number) -> [Number] {
    var random = SplitMix64(state: 1)
    return (0..<count).map { _ in make(&random) }
  }

  /// The last of the days.
  static let lastDay: Int32 = 20_094

  /// Days of orders, ten a customer: ascending, within a span of the customer's own.
  static func days(_ count: Int) -> [Int32] {
    var random = SplitMix64(state: 2)
    return stride(from: 0, to: count, by: 10).flatMap { first in
      let start = Int32.random(in: lastDay - 1_094...lastDay, using: &random)
      let end = Int32.random(in: start...lastDay, using: &random)
      return (first..<min(first + 10, count)).map { _ in
        Int32.random(in: start...end, using: &random)
      }
      .sorted()
    }
  }

  /// Amounts in cents; most are small.
  static func cents(_ count: Int) -> [Int64] {
    numbers(count) {
      100 + Int64.random(in: 0...20_000, using: &$0) * .random(in: 1...3, using: &$0)
    }
  }

  /// Ids of 13 digits, no two alike.
  static func ids(_ count: Int) -> [String] {
    (0..<count).map { String(1_000_000_000_000 + ($0 &* 7_919_000_003) % 999_999_999_989) }
  }
}

/// A benchmark that makes its input once and compares every answer.
///
/// The tool prints the error of a wrong one and exits with 0: who runs it looks for the words.
func kernel<Input, Answer: Equatable>(
  _ name: String, input: @escaping () throws -> Input,
  expected: @escaping (Input) throws -> Answer, work: @escaping (Input) throws -> Answer
) {
  let configuration = Benchmark.Configuration(
    metrics: [.wallClock], warmupIterations: 2, maxDuration: .seconds(1))
  Benchmark(
    name, configuration: configuration,
    closure: { (benchmark: Benchmark, state: (input: Input, expected: Answer)) in
      let answer = Result { try work(state.input) }
      benchmark.stopMeasurement()
      guard case .success(state.expected) = answer else {
        benchmark.error("\(name): not the expected answer")
        return
      }
    },
    setup: {
      let input = try input()
      return (input: input, expected: try expected(input))
    })
}

/// What does not come back as it was.
private struct NoRoundTrip: Error {}

/// An encoding that was decoded, if that gave what was encoded.
func roundTrips<Encoded>(_ encoded: Encoded, _ isSame: Bool) throws -> Encoded {
  if !isSame { throw NoRoundTrip() }
  return encoded
}
