import Bytes
import Foundation
import Models
import Orders

/// A fitted model on its own: what `patron fit` writes, and `--model-file` reads.
///
/// JSON, keys sorted; the same base and options give the same bytes, and every number is read back to the
/// last bit.
struct ModelFile: Codable {
  /// The version of the format that this program writes, and the newest that it reads.
  static let format = 1

  /// What the model was fitted to; drift is judged by it.
  struct Data: Codable {
    @Whole var customers: Int
    @Whole var purchase_days: Int
    @Whole var repeat_buyers: Int
    var mean_x: Double
    /// Days.
    var mean_tx: Double
    var mean_T: Double
    /// Days between purchases of those who came back.
    @OrNull var mean_gap: Double?
    /// Revenue of a purchase day, in major units.
    @OrNull var mean_purchase_value: Double?
  }

  /// The version of the format.
  @Whole var model_file = ModelFile.format
  var patron = Patron.version
  var as_of: String
  @OrNull var currency: String?
  @Whole var currency_decimals: Int
  var zero_orders: SourceOptions.ZeroOrders
  var data: Data
  var model: ModelDocument
  @OrNull var spend_model: Manifest.SpendModel?

  /// The most bytes that a model file may have: a hundred times what one has.
  private static let mostBytes = 1 << 20

  /// Reads a model file, and the digest of its bytes.
  ///
  /// - Throws: `FileError`; `RunError` if it is no model file, or has what no fit writes.
  static func read(_ path: String) throws -> (file: ModelFile, sha256: String) {
    let input = try InputFile(path)
    guard input.size <= mostBytes else {
      throw broken(
        path, "it has \(Figures.count(input.size)) bytes, and no model has more than a few")
    }
    let bytes = try input.read(at: 0, count: input.size)
    do {
      let decoder = JSONDecoder()
      let head = try decoder.decode(Head.self, from: Foundation.Data(bytes))
      guard head.model_file <= format else {
        throw RunError(
          status: .input,
          description:
            "\(path): model_file is \(head.model_file): it was written by a newer patron; "
            + "this one reads up to \(format)")
      }
      let file = try decoder.decode(ModelFile.self, from: Foundation.Data(bytes))
      if let flaw = file.flaw { throw broken(path, flaw) }
      return (file, try input.sha256())
    } catch let error as DecodingError {
      throw broken(path, error.finding)
    }
  }

  private static func broken(_ path: String, _ flaw: String) -> RunError {
    RunError(
      status: .input,
      description:
        "\(path): this is no model that patron can use: \(flaw); write it anew with patron fit"
    )
  }

  /// What every version has.
  private struct Head: Decodable {
    @Whole var model_file: Int
  }

  /// The JSON text.
  func json() throws -> [UInt8] { try Manifest.json(self) }
}

// What a file may hold that no fit writes.
extension ModelFile {
  /// The first flaw that is found, or nil.
  private var flaw: String? {
    if model_file < 1 { return "model_file is \(model_file)" }
    if !(0...4).contains(currency_decimals) { return "currency_decimals is \(currency_decimals)" }
    if let currency, Currency(code: currency)?.scale != currency_decimals {
      return "currency is '\(Figures.printable(currency))' with \(currency_decimals) decimals"
    }
    guard let family = ModelFamily(rawValue: model.name) else {
      return "model.name is '\(Figures.printable(model.name))'"
    }
    if model.unit != "day" { return "model.unit is '\(Figures.printable(model.unit))', not day" }
    return Self.flaw(
      "model.parameters", model.parameters, zip(family.parameterNames, family.parameterRanges))
      ?? paceFlaw ?? spendFlaw
  }

  /// Each value has its limits; a model file may not name others.
  private static func flaw(
    _ place: String, _ values: [String: Double],
    _ expected: some Sequence<(String, ClosedRange<Double>)>
  ) -> String? {
    var names: Set<String> = []
    for (name, range) in expected {
      names.insert(name)
      guard let value = values[name] else { return "\(place).\(name) is missing" }
      if !range.contains(value) {
        return "\(place).\(name) is \(value), which is not from \(range.lowerBound) to "
          + "\(range.upperBound)"
      }
    }
    let unknown = values.keys.sorted().first { !names.contains($0) }
    return unknown.map { "\(place).\(Figures.printable($0)) is not known" }
  }

  /// Beyond a thousand purchases a day sums over a base overflow.
  private var paceFlaw: String? {
    guard let r = model.parameters["r"], let alpha = model.parameters["alpha"], r > 1000 * alpha
    else { return nil }
    return "model.parameters.r and alpha say \(r / alpha) purchases a day"
  }

  private var spendFlaw: String? {
    guard let spend_model else { return nil }
    switch spend_model.name {
    case "gamma-gamma":
      // The limits of a fit; v's are a multiple of the mean spend, which may have 16 digits.
      return Self.flaw(
        "spend_model.parameters", spend_model.parameters,
        [("p", 1e-5...1e5), ("q", 1.00001...1e5), ("v", 1e-15...1e30)])
    case "shrunk-mean":
      return Self.flaw(
        "spend_model.parameters", spend_model.parameters,
        [("mean", 0...1e18), ("weight", 1e-9...1e12)])
    case "base-mean":
      return Self.flaw(
        "spend_model.parameters", spend_model.parameters, [("mean", 0...1e18)])
    default: return "spend_model.name is '\(Figures.printable(spend_model.name))'"
    }
  }
}

/// A whole number, which a decoder refuses by its key if it is none: as an `Int` it is refused without.
@propertyWrapper
struct Whole: Codable {
  var wrappedValue: Int

  init(wrappedValue: Int) { self.wrappedValue = wrappedValue }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let whole = Int(exactly: try container.decode(Double.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a whole number")
    }
    wrappedValue = whole
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}
