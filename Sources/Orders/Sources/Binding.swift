/// Which columns of one file mean what.
public struct Binding: Sendable {
  /// One bound column.
  public struct Bound: Sendable, Equatable {
    /// What it says.
    public let role: Role
    /// Its place in the header, from 0; of a Parquet file, among the columns with one value per row.
    public let index: Int
    /// Its name as the file writes it.
    public let name: String
    /// Whether it was chosen by its name alone and not by an option.
    public let isGuess: Bool
    /// Its value in all rows, if it stands beside the file and not in it.
    let constant: Constant?
  }

  /// The word of the preset.
  public let preset: String
  /// What a row is.
  public let shape: RowShape
  /// Whether blanks are filled from above.
  public let fills: Bool
  /// How values are to be understood.
  public let rules: Preset.Rules
  /// What makes a customer.
  public let key: CustomerKey
  /// The bound columns in the order of the header; of a role that stands twice the values are added.
  public let columns: [Bound]
  /// Roles of the preset that no column has.
  public let missing: [Role]
  /// Columns that mean nothing here.
  public let unused: [String]
  /// Whether orders have amounts in no column, although none was passed over that could be one.
  public let lacksAmounts: Bool
  /// If nothing is kept but customer, date and amount of orders: those; the readers of plain files take them.
  public let plain: ColumnBinding?
}

extension Binding {
  /// Whether a column says something.
  func has(_ role: Role) -> Bool { columns.contains { $0.role == role } }

  /// Whether the file says a part of an amount, of orders or line by line.
  func says(_ part: Role) -> Bool {
    has(part) || (part == .discount && has(.lineDiscount)) || (part == .cost && has(.lineCost))
  }
}
