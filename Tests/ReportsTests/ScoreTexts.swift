import Bytes
import Columns
import Reports
import TestSupport

/// A score file of a few columns, as a test wants it.
struct ScoreTexts {
  /// One customer; an empty text is no value.
  struct Customer {
    var id: String
    var stage = "active"
    var segment = "champions"
    var tier = "gold"
    var predicted = "gold"
    var hero = "false"
    var churn = "0.500000"
    var orders = "3"
  }

  static let header =
    "customer_id,as_of,orders,rfm_segment,lifecycle_stage,value_tier,predicted_value_tier,is_hero,churn_probability"

  var asOf = "2024-06-30"
  var customers: [Customer]

  /// Customers in the order of score files.
  init(asOf: String = "2024-06-30", _ customers: [Customer]) {
    self.asOf = asOf
    self.customers = customers.sorted { Self.isBefore($0.id, $1.id) }
  }

  /// Whether a customer stands before another in score files.
  static func isBefore(_ id: String, _ other: String) -> Bool {
    let (left, right) = (Array(id.utf8), Array(other.utf8))
    let hashes = (XXH64.hash(left, left.indices), XXH64.hash(right, right.indices))
    return hashes.0 != hashes.1
      ? hashes.0 < hashes.1 : left.lexicographicallyPrecedes(right)
  }

  /// The lines after the header.
  var lines: [String] {
    customers.map {
      "\($0.id),\(asOf),\($0.orders),\($0.segment),\($0.stage),\($0.tier),\($0.predicted),\($0.hero),\($0.churn)"
    }
  }

  /// The file in CSV.
  var csv: String { ([Self.header] + lines).joined(separator: "\n") + "\n" }
}

extension Changes {
  /// All changes as texts: customer, kind, value before and after, `-` for none.
  mutating func all() throws -> [[String]] {
    var rows: [[String]] = []
    while let columns = try next() {
      for row in 0..<columns[0].count {
        rows.append(
          columns[..<4].map { column in
            column.validity?[row] == false ? "-" : column.text(row: row)
          })
      }
    }
    return rows
  }
}
