import Foundation
import Testing

/// A score file in CSV as its readers see it.
struct ScoreFile {
  let names: [String]
  let rows: [[String]]
  private let places: [String: Int]

  /// Reads the bytes of a file without quotes or line ends in fields.
  init(_ bytes: [UInt8]) throws {
    #expect(!bytes.contains(UInt8(ascii: "\"")) && !bytes.contains(UInt8(ascii: "\r")))
    var lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map { String($0) } }
    try #require(lines.removeLast() == [""], "the file ends with a line end")
    names = try #require(lines.first)
    rows = Array(lines.dropFirst())
    places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    for row in rows { try #require(row.count == names.count) }
  }

  /// The texts of a column.
  func column(_ name: String) throws -> [String] {
    let place = try #require(places[name], "column \(name)")
    return rows.map { $0[place] }
  }

  /// A column as integers without its point: cents, or millionths; nil where it is empty.
  func fixed(_ name: String, decimals: Int) throws -> [Int?] {
    try column(name).map { text in
      if text.isEmpty { return nil }
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      try #require(parts.count == (decimals > 0 ? 2 : 1), "\(name): \(text)")
      if decimals > 0 { try #require(parts[1].count == decimals, "\(name): \(text)") }
      let value: Int = try #require(Int(parts.joined(separator: "")), "\(name): \(text)")
      return value
    }
  }

  /// The same for a column that is never empty.
  func present(_ name: String, decimals: Int) throws -> [Int] {
    try fixed(name, decimals: decimals).map { try #require($0, "\(name) is never empty") }
  }

  /// The row of a customer, by column.
  func row(of id: String) throws -> [String: String] {
    let row = try #require(rows.first { $0[0] == id }, "customer \(id)")
    return Dictionary(uniqueKeysWithValues: zip(names, row))
  }
}

/// What the tests read of a manifest.
struct ManifestFile: Decodable {
  struct Rows: Decodable {
    var `in`: Int
    var used: Int
    var rejected: [String: Int]
    var set_aside: [String: Int]
  }

  struct Revenue: Decodable {
    var `in`: String
    var used: String
    var rejected: [String: String]
    var set_aside: [String: String]
    var refunds: String
    var rounding: String
  }

  struct Base: Decodable {
    var alive: Double
    var expected_orders: [String: Double]
    var clv: [String: String]?
  }

  struct File: Decodable {
    var path: String?
    var rows: Int?
    var sha256: String
  }

  struct Fallback: Decodable {
    var kind: String
    var reason: String
  }

  struct Model: Decodable {
    var name: String
    var fallback: Fallback?
    var parameters: [String: Double]
  }

  var patron: String
  var command: String
  var as_of: String
  var currency: String?
  var horizons: [Int]
  var customers: Int
  var orders: Int
  var purchase_days: Int
  var rows: Rows
  var revenue: Revenue?
  var model: Model
  var base: Base
  var warnings: [String]
  var inputs: [File]
  var outputs: [File]
  var seconds: [String: Double]?
  var peak_bytes: Int?

  init(_ bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(ManifestFile.self, from: Data(bytes))
  }
}

/// An amount in decimal without its point.
func minor(_ decimal: String) throws -> Int {
  try #require(Int(decimal.split(separator: ".").joined(separator: "")), "\(decimal)")
}
