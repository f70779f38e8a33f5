internal import Bytes

/// What the files of one kind of source look like: data, read from a text; see PresetText.swift.
public struct Preset: Sendable {
  /// The word of `--source`.
  public var name: String
  /// What a person reads.
  public var title: String
  /// Its kinds of file: one, or several whose rows belong together by order or customer.
  public var parts: [Part]

  /// One kind of file.
  public struct Part: Sendable {
    /// What a header has to have to be recognised: of each element one of the names.
    public var recognise: [[String]] = []
    /// What a row is.
    public var shape = RowShape.orders
    /// Whether a blank value is that of the row above of the same order.
    public var fills = false
    /// For each role the columns that may have it, best first.
    ///
    /// A role that stands several times is the sum of its columns.
    public var columns: [(role: Role, names: [String])] = []
    /// All that is not a column.
    public var rules = Rules()
  }

  /// How values are to be understood.
  public struct Rules: Sendable, Equatable {
    /// The source's default for `--customer-key`.
    public var key: CustomerKey?
    /// Customers that stand for nobody, as written.
    public var guests: Set<String> = []
    /// What statuses mean, in lower case.
    public var statuses: [String: OrderStanding] = [:]
    /// Whether 13085.0 is the id 13085.
    public var hasFloatIDs = false
    /// Whether lines that are alike in all columns are artefacts.
    public var dropsDuplicateLines = false
    /// Whether discounts are still in the total.
    public var totalIsBeforeDiscounts = false
    /// What the number of an order begins with that cancels another.
    public var cancelPrefix: String?
    /// What the number of an order begins with that is none.
    public var adjustPrefix: String?
    /// Products that are none, as written: postage, fees, gift cards.
    public var notProducts: Set<String> = []
    /// Whether months stand before days, if that is known.
    public var monthFirst: Bool?
    /// The zone that stamps without an offset are written in, if that is known.
    public var stampZone: String?
    /// The value of the test column that means a test, in lower case.
    public var testValue: String?

    /// No rules.
    public init() {}
  }
}

extension Preset {
  /// The words of `--source` that the program knows, in the order of `all`: help names them, and reads none.
  public static let names = [
    "shopify", "woocommerce", "stripe", "online-retail", "olist", "generic",
  ]

  /// The presets that the program brings, in the order in which headers are tried.
  ///
  /// The last takes what none of the others recognises.
  static let all = [
    embedded("shopify", PackageResources.shopify_preset),
    embedded("woocommerce", PackageResources.woocommerce_preset),
    embedded("stripe", PackageResources.stripe_preset),
    embedded("online-retail", PackageResources.online_retail_preset),
    embedded("olist", PackageResources.olist_preset), generic,
  ]

  /// What files of no particular program look like.
  static let generic = embedded("generic", PackageResources.generic_preset)

  /// What files of people look like.
  static let customers = embedded("customers", PackageResources.customers_preset)

  /// A text that has more bytes than this is no preset.
  private static let mostBytes = 1 << 20

  /// The preset that `--source` names: one of `all`, or else a file.
  ///
  /// - Throws: `OrderError` if there is neither, or the file is no preset; `FileError`.
  init(source: String) throws {
    if let known = Self.all.first(where: { $0.name == source.lowercased() }) {
      self = known
      return
    }
    let file: InputFile
    do {
      file = try InputFile(source)
    } catch {
      throw OrderError(
        .usage,
        problem: "--source \(source): there is no such preset or file (\(error.reason)); "
          + "the presets are \(Self.names.joined(separator: ", "))")
    }
    if file.size > Self.mostBytes {
      throw OrderError(
        .usage, path: source,
        problem: "a preset is a text of some lines, and this file has \(file.size) bytes")
    }
    let name = source.split(separator: "/").last ?? ""
    self = try PresetText.read(
      try file.read(at: 0, count: file.size), path: source,
      name: name.hasSuffix(".preset") ? String(name.dropLast(7)) : String(name))
  }

  private static func embedded(_ name: String, _ text: [UInt8]) -> Preset {
    do {
      return try PresetText.read(text, path: "\(name).preset", name: name)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// The first part that recognises a header, by its names as `ColumnNames` has them.
  func part(recognising header: ColumnNames) -> Part? { parts.first { $0.recognises(header) } }
}

extension Preset.Part {
  /// Whether a header has all that this one is known by.
  func recognises(_ header: ColumnNames) -> Bool {
    recognise.allSatisfy { $0.contains(where: header.has) }
  }

  /// The names that a role goes by, best first; of several columns those of the first.
  func names(of role: Role) -> [String] { columns.first { $0.role == role }?.names ?? [] }
}
