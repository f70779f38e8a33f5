import Foundation

/// The CDNOW orders of the fixture, summarised by code that shares nothing with the engine.
enum CDNOW {
  /// One customer as of 1997-09-30 (T in days) with the holdout of the 39 weeks after.
  struct Customer {
    var x = 0
    var tx = 0
    var T = 0
    /// Dollars per repeat purchase day.
    var repeatSpends: [Double] = []
    /// Repeat purchase days in the 39 weeks after as-of.
    var holdout = 0
  }

  static let customers: [Customer] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../fixtures/cdnow/orders.csv")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    var formatter = Date.ISO8601FormatStyle().year().month().day()
    formatter.timeZone = .gmt
    func day(_ text: Substring) -> Int {
      Int(((try? Date(String(text), strategy: formatter))?.timeIntervalSince1970 ?? 0) / 86_400)
    }
    let end = day("1997-09-30")
    var spends: [Substring: [Int: Double]] = [:]
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",")
      spends[fields[0], default: [:]][day(fields[1]), default: 0] += Double(fields[3]) ?? 0
    }
    return spends.values.map { byDay in
      let days = byDay.keys.sorted()
      let past = days.filter { $0 <= end }
      return Customer(
        x: past.count - 1, tx: past[past.count - 1] - past[0], T: end - past[0],
        repeatSpends: past.dropFirst().map { byDay[$0] ?? 0 },
        holdout: days.filter { $0 > end && $0 <= end + 273 }.count)
    }
  }()
}
