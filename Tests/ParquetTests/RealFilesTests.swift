import Bytes
import Parquet
import TestSupport
import Testing

/// A file of real orders, and what pyarrow 26 reads from it.
///
///     .build/venv/bin/python Tests/Interop/foreign_columns.py FILE
private struct RealFile: Sendable, CustomTestStringConvertible {
  let path: String
  let rows: Int
  /// Name, meaning, absent values, and the SHA-256 over all values.
  let columns: [(String, String, Int, String)]

  var testDescription: String { path }

  static let all = [completeJourney, onlineRetail].filter { Fixtures.hasTestData($0.path) }

  static let completeJourney = RealFile(
    path: "complete_journey/transactions.parquet", rows: 1_469_307,
    columns: [
      (
        "household_id", "integer", 0,
        "0b057f2c6a82e313494d22a3933fce833c8a0af80f2da38c83197a80eea92755"
      ),
      (
        "store_id", "integer", 0,
        "683996e3e2ee1265ef9ba799468efeda6a9faa8e788021ff30bb7df11e283262"
      ),
      (
        "basket_id", "integer", 0,
        "c492d2ec378949bdcbdd6c724e849f579ef0a99ac0335846f7a38c2edd8f26ae"
      ),
      (
        "product_id", "integer", 0,
        "53f763cd40ca0563809982cc846724cc2593597fe9864297c28d391f72eb11db"
      ),
      (
        "quantity", "integer", 0,
        "efdb2329b6b293251efc4643d5c3c79042f4928b3ff1a8f5d64327c79001300b"
      ),
      (
        "sales_value", "real", 0,
        "cc894a9db27ec773fbbc9f6ba0b21144737b1335656b54531a943b887e532705"
      ),
      (
        "retail_disc", "real", 0,
        "033dafe501ca6c421bf5ad813096d3a0c30cdf78cbbb230ba80faf191e8e5f00"
      ),
      (
        "coupon_disc", "real", 0,
        "8c16b75073aca71a6804cddab5552ae6bc861cedf5c810389b7d0dffa482c615"
      ),
      (
        "coupon_match_disc", "real", 0,
        "8bea2acf18065e7998d69745b98d50c48ec89386014fa2b8c163a63d73716e58"
      ),
      (
        "week", "integer", 0,
        "4f6ba69f002bc4c484652f4731f7ac5bbffc7808cfc60225608500f41c1cf908"
      ),
      // INT96, which says no zone: pyarrow leaves it open, we take it for UTC, as this data's source does.
      (
        "transaction_timestamp", "timestamp UTC", 0,
        "1b93d77681e8823714d036b4c3948c1a7b74eb37499e9aff4f18b07604758d32"
      ),
    ])

  static let onlineRetail = RealFile(
    path: "online_retail_ii/online_retail_II_2009_2010.parquet", rows: 525_461,
    columns: [
      (
        "Invoice", "text", 0,
        "9ed3c2e858557c52f0f63ca430d16f1efaa0a8a85b54f1419b96281238eda539"
      ),
      (
        "StockCode", "text", 0,
        "4c47742343120171105087def6aff4ca92bb3f30a20022daee843dde6a7aa9a7"
      ),
      (
        "Description", "text", 0,
        "4e65077f7c1193fc8d009b1bd1af5e83141cda58e59c71f278cd7e8db8383448"
      ),
      (
        "Quantity", "integer", 0,
        "fbd66bb9a8aef91783938664b6a207b081b5572678abe1d8c704662d04cd0687"
      ),
      (
        "InvoiceDate", "text", 0,
        "2ac6f49eedc7eab40ae83e27e114931c34ac7a527ba19e6635a4bb66b5950208"
      ),
      (
        "Price", "real", 0,
        "ae3069ede65b2ec665473b16277b38dbbbe2ce6286eb32d1a1b48ac1f87cfcd8"
      ),
      (
        "Customer ID", "integer", 107927,
        "9888bc59fdf116ebc7a9f9ec315de2f1f697e6ee490de5ebe75618fa8c571767"
      ),
      (
        "Country", "text", 0,
        "130a6398c0dee3746fb06b4973762d9e92b50f3916313e9a6d180e9b355276e6"
      ),
    ])
}

@Suite(.enabled(if: Fixtures.testData != nil, "PATRON_TEST_DATA names no folder"))
struct RealFilesTests {
  @Test func `the files are all there`() {
    #expect(RealFile.all.count == 2)
  }

  @Test(arguments: RealFile.all)
  private func `reads the values that pyarrow reads`(expected: RealFile) throws {
    let file = try ParquetFile(InputFile("\(Fixtures.testData ?? "")/\(expected.path)"))
    #expect(file.rowCount == expected.rows)
    #expect(file.columns.map(\.name) == expected.columns.map(\.0))
    for (column, (name, meaning, nulls, sha256)) in zip(file.columns, expected.columns) {
      let found = try Fingerprint(of: column, in: file)
      #expect(found.meaning == meaning, "\(name)")
      #expect(found.nulls == nulls, "\(name)")
      #expect(found.sha256 == sha256, "\(name)")
    }
  }
}
