/// How values are stored, by its number in the format.
public enum PhysicalType: Int32, Sendable {
  case boolean = 0
  case int32 = 1
  case int64 = 2
  /// A stamp: nanoseconds of the day and a Julian day; deprecated, but Spark's default.
  case int96 = 3
  case float = 4
  case double = 5
  case byteArray = 6
  case fixedLengthByteArray = 7
}
