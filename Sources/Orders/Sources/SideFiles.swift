internal import CSV
internal import Columns

// Small tables beside the orders, in any of the forms that order files have:
//
//   --customer-map    from_id,to_id           ids that are one person
//   --rates           currency,rate[,date]    what other currencies are worth

/// Reads the files that options name.
public enum SideFiles {
  /// For each id that of the person it belongs to, chains of ids followed to their end.
  ///
  /// - Throws: `OrderError` if an id is two persons, or its own; errors of the file.
  public static func customerMap(_ path: String) throws -> [[UInt8]: [UInt8]] {
    let table = try SideTable(path, columns: ["from_id", "to_id"])
    var map: [[UInt8]: [UInt8]] = [:]
    for row in table.rows {
      guard !row.texts[0].isEmpty, !row.texts[1].isEmpty else {
        throw table.error(row, "an id is missing; a row needs from_id and to_id")
      }
      if let other = map[row.texts[0]], other != row.texts[1] {
        throw table.error(row, "this from_id stands with another to_id before; keep one of the two")
      }
      map[row.texts[0]] = row.texts[1]
    }
    var ends: [[UInt8]: [UInt8]] = [:]
    for row in table.rows where ends[row.texts[0]] == nil {
      var way = [row.texts[0]]
      var end = row.texts[1]
      while let next = ends[end] ?? map[end] {
        // An end that is known is left by no id.
        if way.count > map.count {
          throw table.error(
            row, "its to_id leads back to itself by other rows; take one of them out")
        }
        way.append(end)
        end = next
      }
      for id in way { ends[id] = end }
    }
    return ends
  }

  /// For each id that orders go by that of the person, as a file of customers has them.
  ///
  /// - Throws: `OrderError` if an id is two persons; errors of the file.
  static func aliases(in file: CSVFile, _ layout: Binding) throws -> [[UInt8]: [UInt8]] {
    func place(_ role: Role) -> Int? { layout.columns.first { $0.role == role }?.index }
    let table = try SideTable(file, places: [place(.alias), place(.customerID)])
    var map: [[UInt8]: [UInt8]] = [:]
    for row in table.rows where !row.texts[0].isEmpty && !row.texts[1].isEmpty {
      if let other = map.updateValue(row.texts[1], forKey: row.texts[0]), other != row.texts[1] {
        throw table.error(
          row, "this customer is another person in a row before; keep one of the two")
      }
    }
    return map
  }

  /// The rates, by currency and day.
  ///
  /// - Throws: `OrderError` if a rate is none, or stands twice; errors of the file.
  public static func rates(_ path: String) throws -> [CurrencyRate] {
    let table = try SideTable(path, columns: ["currency", "rate"], optional: ["date"])
    var rates: [CurrencyRate] = []
    var seen: [String: Set<Day?>] = [:]
    for row in table.rows {
      let code = String(decoding: row.texts[0], as: UTF8.self)
      guard let currency = Currency(code: code), let name = currency.code else {
        throw table.error(
          row, "'\(code)' is no currency; a code of three letters is needed, such as EUR")
      }
      guard let (digits, decimals) = decimal(row.texts[1]) else {
        throw table.error(
          row,
          "'\(String(decoding: row.texts[1], as: UTF8.self))' is no rate; a decimal above zero of at most "
            + "18 digits is needed, such as 1.0837")
      }
      var from: Day?
      if !row.texts[2].isEmpty {
        guard case .day(let day) = DateParser().parse(row.texts[2], row.texts[2].indices).date
        else {
          throw table.error(
            row,
            "'\(String(decoding: row.texts[2], as: UTF8.self))' is no date; write it YYYY-MM-DD")
        }
        from = day
      }
      if !seen[name, default: []].insert(from).inserted {
        throw table.error(row, "\(name) has another rate from the same day on; keep one of the two")
      }
      rates.append(CurrencyRate(currency: currency, digits: digits, decimals: decimals, from: from))
    }
    return rates.sorted {
      ($0.currency.code ?? "", $0.from?.rawValue ?? .min)
        < ($1.currency.code ?? "", $1.from?.rawValue ?? .min)
    }
  }

  /// The digits of a decimal number above zero, and how many of them stand behind the point.
  private static func decimal(_ text: [UInt8]) -> (digits: Int64, decimals: Int)? {
    var digits: Int64 = 0
    var count = 0
    var decimals: Int?
    for byte in text {
      if byte == UInt8(ascii: "."), decimals == nil {
        decimals = 0
        continue
      }
      guard (0x30...0x39).contains(byte), count < 18 else { return nil }
      digits = digits * 10 + Int64(byte - 0x30)
      count += 1
      decimals = decimals.map { $0 + 1 }
    }
    return digits > 0 ? (digits, decimals ?? 0) : nil
  }
}
