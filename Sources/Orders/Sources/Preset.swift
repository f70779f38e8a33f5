/// What the files of one kind of source look like.
public struct Preset: Sendable {
  /// The word of `--source`.
  public var name: String
  /// What a person reads.
  public var title: String
  /// Its kinds of file: one, or several whose rows belong together by order or customer.
  public var parts: [Part]

  /// One kind of file.
  public struct Part: Sendable {
    /// The names that a header has to have to be recognised.
    public var recognise: [String]
    /// What a row is.
    public var shape: RowShape
    /// Whether a blank value is that of the row above of the same order.
    public var fills: Bool
    /// For each role the columns that may have it, best first.
    ///
    /// A role that stands several times is the sum of its columns.
    public var columns: [(role: Role, names: [String])]
    /// All that is not a column.
    public var rules: Rules
  }

  /// How values are to be understood.
  public struct Rules: Sendable {
    /// The source's default for `--customer-key`.
    public var key: CustomerKey?
    /// Customers that stand for nobody.
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
    /// Products that are none: postage, fees, gift cards.
    public var notProducts: Set<String> = []
    /// Whether months stand before days, if that is known.
    public var monthFirst: Bool?
    /// The value of the test column that means a test.
    public var testValue: String?

    /// No rules.
    public init() {}
  }
}
