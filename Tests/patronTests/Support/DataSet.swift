import TestSupport
import Testing

/// Real orders to run against, and how their columns are called.
struct DataSet: CustomTestStringConvertible {
  let name: String
  let options: [String]
  /// The place of the order id among the fields, before any that is quoted; nil if each row is an order.
  var orderColumn: Int?

  var testDescription: String { name }

  static let small = [
    DataSet(name: "cdnow/cdnowElog.csv", options: []),
    DataSet(name: "grocery/groceryElog.csv", options: ["--amount", "none"]),
    DataSet(name: "apparel/apparelTrans.csv", options: ["--currency", "GBP"]),
    DataSet(
      name: "lifetimes_example/example_transactions.csv",
      options: ["--customer", "id", "--amount", "none"]),
    DataSet(name: "retail_transactions/Retail_Data_Transactions.csv", options: []),
  ]

  /// Lines of orders.
  static let large = [
    DataSet(
      name: "online_retail_ii/online_retail_II.csv.zst",
      options: ["--currency", "GBP", "--time-zone", "Europe/London"], orderColumn: 0),
    DataSet(
      name: "complete_journey/transactions.csv.zst",
      options: [
        "--currency", "USD", "--time-zone", "America/New_York", "--stamp-zone", "UTC", "--margin",
        "0.3",
      ], orderColumn: 2),
  ]

  /// Whether compressed data can be unpacked.
  static let canUnpack =
    Fixtures.testData != nil
    && (try? Tool.shell("zstd --version", in: TemporaryFolder()).ending) == .exit(0)

  /// The path of the orders, unpacked into a folder if need be.
  func path(unpackingTo folder: TemporaryFolder) throws -> String {
    let path = (Fixtures.testData ?? "") + "/" + name
    if !name.hasSuffix(".zst") { return path }
    _ = try Tool.shell("zstd -q -d '\(path)' -o orders.csv", in: folder)
    return folder.path + "/orders.csv"
  }
}
