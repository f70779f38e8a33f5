/// A tenth of the customers by the probability of an order, and what came of it.
///
/// Of customers who tie at a border each is in both tenths, as a part.
public struct CalibrationDecile: Sendable, Equatable {
  /// The customers.
  public let customers: Int
  /// The mean of their probabilities.
  public private(set) var predicted = 0.0
  /// The share of them who ordered.
  public private(set) var observed = 0.0
  /// The purchase days that were expected of them.
  public private(set) var expectedDays = 0.0
  /// The purchase days that came.
  public private(set) var actualDays = 0.0

  /// What expected purchase days are counted in.
  static let unit = 0x1p20

  /// The tenths, that of the greatest probabilities first.
  ///
  /// - Parameter table: by keys of the probability: customers, those who ordered, purchase days that came, and those
  ///   expected, in parts of `unit`.
  /// - Returns: ten, of so many customers each as there are in a tenth.
  static func all(_ table: KeyTable) -> [CalibrationDecile] {
    let all = Int(table.total[0])
    var groups = table.entries.indices.reversed()[...]
    // What is left of the group at hand.
    var left = 0
    return (1...10).map { tenth in
      var decile = CalibrationDecile(customers: tenth * all / 10 - (tenth - 1) * all / 10)
      var wanted = decile.customers
      while wanted > 0, let key = groups.first {
        let entry = table.entries[key]
        if left == 0 { left = Int(entry[0]) }
        let taken = min(wanted, left)
        decile.add(entry, as: RankKey.value(key), part: taken)
        wanted -= taken
        left -= taken
        if left == 0 { groups.removeFirst() }
      }
      if decile.customers > 0 {
        decile.predicted /= Double(decile.customers)
        decile.observed /= Double(decile.customers)
      }
      return decile
    }
  }

  private init(customers: Int) { self.customers = customers }

  /// Adds so many customers of a group.
  private mutating func add(_ entry: SIMD4<Int64>, as probability: Double, part: Int) {
    if part == 0 { return }
    let share = Double(part) / Double(entry[0])
    predicted += probability * Double(part)
    observed += Double(entry[1]) * share
    actualDays += Double(entry[2]) * share
    expectedDays += Double(entry[3]) / Self.unit * share
  }
}
