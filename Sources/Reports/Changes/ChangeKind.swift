/// What can change of a customer between two score files, in the order in which one customer's changes stand.
public enum ChangeKind: String, Sendable, CaseIterable {
  /// The customer is in the later file alone.
  case new
  /// The customer is in the earlier file alone.
  case gone
  /// The lifecycle stage is another.
  case lifecycleStage = "lifecycle_stage"
  /// The segment by RFM scores is another.
  case rfmSegment = "rfm_segment"
  /// The tier by revenue is another.
  case valueTier = "value_tier"
  /// The tier by CLV is another.
  case predictedValueTier = "predicted_value_tier"
  /// The customer became a hero, or is none any more.
  case isHero = "is_hero"
  /// The churn probability moved by the threshold or more.
  case churnProbability = "churn_probability"
  /// There are more orders.
  case order

  /// The kinds that compare a column, in order.
  public static let compared = allCases.filter { $0 != .new && $0 != .gone }

  /// The column that it is read from.
  public var column: String { self == .order ? "orders" : rawValue }

  /// What the values of the column are.
  var form: CellForm {
    switch self {
    case .isHero: .flag
    case .churnProbability: .probability
    case .order: .count
    default: .text
    }
  }
}
