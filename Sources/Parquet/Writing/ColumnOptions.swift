/// How one column is written where the usual way will not do.
public struct ColumnOptions: Sendable {
  /// Whether equal values stand together and a reader lives on their runs.
  ///
  /// The column is then dictionary-encoded, and its pages hold one run for each run of equal values, of
  /// length 1 too: the headers of the runs are the list of the segments. A run that goes on in the next
  /// page begins anew there. A chunk without values has no dictionary.
  public var isClustered: Bool
  /// Row groups of fewer rows are written as if the column were not clustered.
  public var leastClusteredRows: Int
  /// Whether the file names the least and the greatest values of chunks and pages.
  ///
  /// Without bounds there is no column index either; null counts and the offset index stay.
  public var hasBounds: Bool

  /// The options of a column; each has its usual value unless given.
  public init(isClustered: Bool = false, leastClusteredRows: Int = 0, hasBounds: Bool = true) {
    self.isClustered = isClustered
    self.leastClusteredRows = leastClusteredRows
    self.hasBounds = hasBounds
  }
}

/// A column that the rows of every row group are sorted by.
public struct SortingColumn: Sendable, Equatable {
  /// The column's name.
  public let name: String
  /// Whether the greatest value comes first.
  public let isDescending: Bool
  /// Whether absent values come before the others.
  public let nullsFirst: Bool

  /// Sorting by the column of the given name.
  public init(_ name: String, isDescending: Bool = false, nullsFirst: Bool = false) {
    self.name = name
    self.isDescending = isDescending
    self.nullsFirst = nullsFirst
  }
}
