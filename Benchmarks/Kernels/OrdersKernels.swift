import Bytes
import Columns
import Foundation
import Orders

/// Texts end to end, as fields stand in a file.
private struct Fields {
  var bytes: [UInt8] = []
  var ranges: [Range<Int>] = []

  init(_ texts: [String]) {
    for text in texts {
      ranges.append(bytes.count..<bytes.count + text.utf8.count)
      bytes += text.utf8
    }
  }
}

/// The first two words of texts, and their lengths.
private func words(_ texts: [String]) -> [(low: UInt64, high: UInt64, count: Int)] {
  texts.map { text in
    let bytes = Array(text.utf8)
    func word(_ range: Range<Int>) -> UInt64 {
      bytes[range.clamped(to: bytes.indices)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    return (word(0..<8), word(8..<16), bytes.count)
  }
}

private func dates() -> [String] { Samples.days(Samples.page).map { "\(Day(rawValue: $0))" } }
private func stamps() -> [String] { dates().map { "\($0)T12:34:56.789+02:00" } }
private func amounts() -> [String] {
  Samples.cents(Samples.page).map { String(format: "%d.%02d", $0 / 100, $0 % 100) }
}

/// Customers by their hashes, in no order.
private func customers() -> (ids: [[UInt8]], table: CustomerTable) {
  let ids = Samples.ids(10_000).map { Array($0.utf8) }
  var table = CustomerTable()
  for id in ids { _ = table.add(XXH64.hash(id, id.indices), id.span, orders: 1) }
  return (ids, table)
}

/// Kernels from fields to sorted orders.
func ordersKernels() {
  for (form, texts) in [("dates", dates), ("stamps with offsets", stamps)] {
    kernel("DateParser.read, 65,536 \(form)", input: { Fields(texts()) }) { _ in
      Samples.days(Samples.page)
    } work: { fields in
      let parser = DateParser()
      return fields.ranges.map { parser.read(fields.bytes, $0)?.day ?? .min }
    }
  }
  kernel("FieldWords.isoDay, 65,536 dates", input: { words(dates()) }) { _ in
    Samples.days(Samples.page)
  } work: {
    $0.map { FieldWords($0.low, $0.high, count: $0.count).isoDay ?? .min }
  }
  kernel("Amount.parse, 65,536 decimals", input: { Fields(amounts()) }) { _ in
    Samples.cents(Samples.page)
  } work: { fields in
    fields.ranges.map { Amount.parse(fields.bytes, $0, scale: 2)?.minor ?? .min }
  }
  kernel("FieldWords.minorUnits, 65,536 decimals", input: { words(amounts()) }) { _ in
    Samples.cents(Samples.page)
  } work: {
    $0.map { FieldWords($0.low, $0.high, count: $0.count).minorUnits(scale: 2) ?? .min }
  }
  kernel("CustomerSorter.sort, 10,000 gathered customers", input: customers) { customers in
    let keys = customers.ids.map {
      (XXH64.hash($0, $0.indices), String(decoding: $0, as: UTF8.self))
    }
    return keys.indices.sorted { keys[$0] < keys[$1] }.map { UInt32($0) }
  } work: {
    var sorter = CustomerSorter()
    return sorter.sort($0.table)
  }
}
