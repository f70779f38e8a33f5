import Bytes
import Foundation
import Orders

/// What is read of the manifest beside an earlier run's scores.
struct ScoresManifest: Decodable {
  struct Rows: Decodable {
    var set_aside: [String: Int]
  }

  struct Revenue: Decodable {
    var used: String
    var basis: String
  }

  struct Model: Decodable {
    var name: String
    var parameters: [String: Double]
  }

  struct Base: Decodable {
    var expected_orders: [String: Double]
  }

  struct Output: Decodable {
    var sha256: String
  }

  var command: String
  var as_of: String
  @Whole var churn_horizon: Int
  @OrNull var currency: String?
  @Whole var customers: Int
  var rows: Rows
  @OrNull var revenue: Revenue?
  var model: Model
  var base: Base
  var outputs: [Output]

  /// Where the manifest of an output stands.
  static func path(of scores: String) -> String { scores + ".manifest.json" }

  /// Reads the manifest of an output.
  ///
  /// - Throws: `FileError` if it cannot be opened, `RunError` if it is not one of `patron score`; the remedy ends
  ///   its message.
  static func read(of scores: String, remedy: String) throws -> ScoresManifest {
    let path = path(of: scores)
    func wrong(_ flaw: String) -> RunError {
      RunError(
        status: .input,
        description: "\(path): this is no manifest of patron score: \(flaw); \(remedy)")
    }
    let bytes = try SmallFile.bytes(of: InputFile(path), path)
    do {
      let manifest = try JSONDecoder().decode(ScoresManifest.self, from: Data(bytes))
      if manifest.command != "score" {
        throw wrong("its command is '\(Figures.printable(manifest.command))'")
      }
      if manifest.customers < 1 { throw wrong("customers is \(manifest.customers)") }
      return manifest
    } catch let error as DecodingError {
      throw wrong(error.finding)
    }
  }

  /// A currency as messages have it.
  static func name(of currency: String?) -> String {
    currency.map(Figures.printable) ?? "no currency"
  }
}
