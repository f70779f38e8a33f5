/// How values are stored, by its number in the format.
public enum PhysicalType: Int32, Sendable {
  /// One bit.
  case boolean = 0
  /// Four bytes.
  case int32 = 1
  /// Eight bytes.
  case int64 = 2
  /// A stamp: nanoseconds of the day and a Julian day; deprecated, but Spark's default.
  case int96 = 3
  /// IEEE 754 binary32.
  case float = 4
  /// IEEE 754 binary64.
  case double = 5
  /// Any number of bytes.
  case byteArray = 6
  /// As many bytes as the schema says.
  case fixedLengthByteArray = 7
}
