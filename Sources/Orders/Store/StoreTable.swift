internal import Columns
internal import Delta

// Columns of the tables, in the order in which they stand in files and schemas:
//
//   orders       customer_id order_date amount | bucket | order_id order_time channel country currency discount_code
//                status tax shipping discount cost undated_refund refunded_amount refund_date refunds lines_digest
//   set_aside    the same, and reason, source_rows
//   lines        customer_id order_id line_number product category brand quantity unit_price discount cost
//   customers    customer_id email phone first_name last_name name country postcode city consent birthday first_seen
//   merges       from_id to_id merged_on
//   forgotten    id_hash forgotten_on
//
// The first column is a text: rows are sorted by (its XXH64 with seed 42, it, the other columns in order), absent
// values first. `bucket`, the top bits of that hash, is a partition column of every table. A file leaves out columns
// of which it has no value, and a schema those of which no file has one, but for the required ones.

/// A table of a store, by the name of its folder.
enum StoreTable: String, Sendable, CaseIterable {
  /// Orders that count.
  case orders
  /// Orders that do not, with the reason.
  case setAside = "set_aside"
  /// Lines of orders that count.
  case lines
  /// What is known of customers.
  case customers
  /// Ids that are one person.
  case merges
  /// Who was forgotten.
  case forgotten

  /// The columns of the table in files, for a currency of `scale` decimals: the first one is what rows are
  /// clustered by.
  func fields(scale: Int) -> [Field] {
    switch self {
    case .orders: RunFormat.fields(scale: scale) + Self.orderDetails(scale: scale)
    case .setAside:
      RunFormat.fields(scale: scale) + [Field("reason", .text), Field("source_rows", .integer)]
        + Self.orderDetails(scale: scale)
    case .lines:
      [
        Field("customer_id", .text), Self.text("order_id"), Field("line_number", .integer),
        Self.text("product"), Self.text("category"), Self.text("brand"),
        Self.money("quantity", Self.quantityScale), Self.money("unit_price", scale + 2),
        Self.money("discount", scale), Self.money("cost", scale),
      ]
    case .customers:
      [Field("customer_id", .text)]
        + [
          "email", "phone", "first_name", "last_name", "name", "country", "postcode", "city",
        ].map(Self.text) + [
          Field("consent", .boolean, isNullable: true), Field("birthday", .date, isNullable: true),
          Field("first_seen", .date, isNullable: true),
        ]
    case .merges:
      [Field("from_id", .text), Field("to_id", .text), Field("merged_on", .date)]
    case .forgotten: [Field("id_hash", .text), Field("forgotten_on", .date)]
    }
  }

  /// The decimals of a line's quantity.
  static let quantityScale = 3

  /// What is kept of an order beside customer, day and amount.
  private static func orderDetails(scale: Int) -> [Field] {
    [text("order_id"), Field("order_time", .timestamp, isNullable: true)]
      + ["channel", "country", "currency", "discount_code", "status"].map(text)
      + ["tax", "shipping", "discount", "cost", "undated_refund", "refunded_amount"].map {
        money($0, scale)
      } + [
        Field("refund_date", .date, isNullable: true), text("refunds"),
        Field("lines_digest", .integer, isNullable: true),
      ]
  }

  private static func text(_ name: String) -> Field { Field(name, .text, isNullable: true) }

  private static func money(_ name: String, _ scale: Int) -> Field {
    Field(name, .money(scale: scale), isNullable: true)
  }

  /// Whether its rows are orders, with a day and an amount.
  var hasOrders: Bool { self == .orders || self == .setAside }

  /// The columns whose bounds may stand in the log: none that names a person or an order.
  var boundedColumns: [String] {
    switch self {
    case .orders, .setAside: ["order_date", "amount"]
    case .lines: ["line_number"]
    case .customers: ["first_seen"]
    case .merges: ["merged_on"]
    case .forgotten: ["forgotten_on"]
    }
  }

  /// The columns of the Delta table whose files have `columns`: the required ones, the bucket, the others.
  func schema(scale: Int, columns: Set<String>) -> Schema {
    let fields = fields(scale: scale)
    return Schema(
      fields.filter { !$0.isNullable }.map { SchemaField($0) }
        + [SchemaField(RunFormat.bucketColumn, .integer)]
        + fields.filter { $0.isNullable && columns.contains($0.name) }.map { SchemaField($0) })
  }
}
