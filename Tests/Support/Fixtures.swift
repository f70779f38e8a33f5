import Foundation

/// Where tests find data: the project's own, and real data that is not part of it.
public enum Fixtures {
  /// The folder of the package.
  public static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL.path

  /// The path of a file in `fixtures/`.
  public static func path(_ name: String) -> String { root + "/fixtures/" + name }

  /// The text of a file in `fixtures/`; empty if it cannot be read.
  public static func text(_ name: String) -> String {
    (try? String(contentsOf: URL(filePath: path(name)), encoding: .utf8)) ?? ""
  }

  /// The folder of real order data that `PATRON_TEST_DATA` names, if any.
  public static let testData = ProcessInfo.processInfo.environment["PATRON_TEST_DATA"]

  /// Whether that folder has the file.
  public static func hasTestData(_ name: String) -> Bool {
    testData.map { FileManager.default.fileExists(atPath: $0 + "/" + name) } ?? false
  }

  /// The text of a file in that folder; empty if it cannot be read.
  public static func testDataText(_ name: String) -> String {
    (try? String(contentsOf: URL(filePath: (testData ?? "") + "/" + name), encoding: .utf8)) ?? ""
  }

  /// The folder of Parquet files by other writers that `PARQUET_TEST_DATA` names, if any.
  public static let parquetTestData = ProcessInfo.processInfo.environment["PARQUET_TEST_DATA"]

  /// The bytes of a file in that folder; empty if it cannot be read.
  public static func parquetTestData(_ name: String) -> [UInt8] {
    let url = URL(filePath: (parquetTestData ?? "") + "/" + name)
    return (try? Data(contentsOf: url)).map { Array($0) } ?? []
  }
}
