/// What a base must have for a likelihood of four parameters to be climbed as it stands.
///
/// - Ten customers. From ten of its own, CDNOW's parameters would be known to factors of 6 to 170: fewer say
///   next to nothing.
/// - Five who came back: one more than there are parameters. What tells dropout from long gaps is the times
///   of their purchases alone.
/// - Seven days, first and last included: before a week has passed no customer has had every weekday to come
///   back on.
enum FitMinimum {
  static let customers = 10
  static let repeatBuyers = 5
  static let days = 7

  /// What a base lacks, in words, or nil if it lacks nothing.
  static func shortfall(of patterns: RepeatPatterns) -> String? {
    let repeatBuyers = patterns.count - (patterns.byX.first ?? 0)
    let length = patterns.byAge.customers.count
    let lacks = [
      lack(patterns.count, of: customers, "customer", "customers"),
      lack(repeatBuyers, of: Self.repeatBuyers, "repeat buyer", "repeat buyers"),
      lack(length, of: days, "day of history", "days of history"),
    ].compactMap { $0 }
    return lacks.isEmpty
      ? nil : "the base has \(lacks.joined(separator: ", ")), too little to fit a model to alone"
  }

  private static func lack(_ count: Int, of least: Int, _ one: String, _ many: String) -> String? {
    if count >= least { return nil }
    return "\(count == 0 ? "no" : "\(count)") \(count == 1 ? one : many) (of at least \(least))"
  }
}
