internal import Columns
internal import Orders

/// Which texts the rows of each customer have, such as the channels of orders, and which of them most.
struct Favourites: Sendable {
  /// What most rows of a customer have: of several the one with more revenue, then the first by its bytes.
  private var texts = CodedTexts()
  /// The rows that have it.
  private var times: [Int32] = []
  /// The rows that have any.
  private var known: [Int32] = []
  /// How many different texts these have.
  private var distinct: [Int32] = []

  /// Adds customers.
  mutating func append(_ other: Favourites) {
    texts.append(other.texts.codes, of: other.texts)
    times += other.times
    known += other.known
    distinct += other.distinct
  }

  /// The columns of some customers, absent for who has no row with a text.
  ///
  /// - Parameters:
  ///   - customers: whose.
  ///   - name: what it is: channel, category or brand.
  ///   - several: the name of how many there are.
  ///   - rows: what rows are.
  /// - Returns: how many, the favourite, its rows, the rows with any, the share.
  func columns(_ customers: Range<Int>, _ name: String, _ several: String, of rows: String)
    -> [Column]
  {
    let had = known[customers].map { $0 > 0 }
    func integers(_ name: String, _ values: [Int32]) -> Column {
      Column(
        Field(name, .integer, isNullable: true), .int32(Array(values[customers])), validity: had)
    }
    let shares = customers.map {
      had[$0 - customers.lowerBound] ? Double(times[$0]) / Double(known[$0]) : 0
    }
    return [
      integers(several, distinct), texts.column("preferred_\(name)", customers),
      integers("preferred_\(name)_\(rows)", times), integers("\(rows)_with_\(name)", known),
      .reals("preferred_\(name)_share", shares, validity: had),
    ]
  }

  /// Finds the favourites of one customer after the other.
  struct Tally {
    private let texts: CodedTexts
    private var rows: [Int32]
    private var revenue: [Int128]
    /// The texts that the customer's rows have.
    private var met: [Int] = []
    private var codes: [Int32] = []
    private var found = Favourites()

    /// Of the rows of some customers, whose texts are given.
    init(_ texts: CodedTexts) {
      self.texts = texts
      rows = Array(repeating: 0, count: texts.names.count)
      revenue = Array(repeating: 0, count: texts.names.count)
    }

    /// Adds a row of the customer.
    mutating func add(_ row: Int, revenue: Int128) {
      let code = Int(texts.codes[row])
      if code < 0 { return }
      if rows[code] == 0 { met.append(code) }
      rows[code] += 1
      self.revenue[code] += revenue
    }

    /// Goes on to the next customer.
    mutating func close() {
      let best = met.max { isLess($0, $1) }
      codes.append(best.map { Int32($0) } ?? -1)
      found.times.append(best.map { rows[$0] } ?? 0)
      found.known.append(met.reduce(0) { $0 + rows[$1] })
      found.distinct.append(Int32(met.count))
      for code in met { (rows[code], revenue[code]) = (0, 0) }
      met.removeAll(keepingCapacity: true)
    }

    /// What was found of all customers.
    consuming func favourites() -> Favourites {
      found.texts.append(codes, of: texts)
      return found
    }

    private func isLess(_ left: Int, _ right: Int) -> Bool {
      if rows[left] != rows[right] { return rows[left] < rows[right] }
      if revenue[left] != revenue[right] { return revenue[left] < revenue[right] }
      return texts.names[right].lexicographicallyPrecedes(texts.names[left])
    }
  }
}

extension CodedTexts {
  /// The texts of some rows as a column.
  func column(_ name: String, _ rows: Range<Int>) -> Column {
    var texts = TextColumn()
    for row in rows {
      let code = Int(codes[row])
      texts.append(code < 0 ? [] : names[code])
    }
    return Column(
      Field(name, .text, isNullable: true), .text(texts), validity: codes[rows].map { $0 >= 0 })
  }
}

extension Column {
  /// Reals at six decimals.
  static func reals(_ name: String, _ values: [Double], validity: [Bool]? = nil) -> Column {
    var results = [Double].unwritten(values.count)
    round(values, into: &results, at: 0)
    return Column(
      Field(name, .real, isNullable: validity != nil), .real(results), validity: validity)
  }
}
