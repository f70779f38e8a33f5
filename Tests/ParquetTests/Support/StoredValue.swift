import Columns
import Parquet

/// A value as it is stored, comparable bit by bit: every NaN equals itself.
enum StoredValue: Equatable {
  case bits(UInt64)
  /// The parts of an INT96.
  case stamp(Int64, Int32)
  case bytes(ArraySlice<UInt8>)
}

/// The value of every row, nil where absent.
func storedRows(_ values: PhysicalValues, _ validity: [Bool]?) -> [StoredValue?] {
  let stored: [StoredValue] =
    switch values {
    case .boolean(let values): values.map { .bits($0 ? 1 : 0) }
    case .int32(let values): values.map { .bits(UInt64(UInt32(bitPattern: $0))) }
    case .int64(let values): values.map { .bits(UInt64(bitPattern: $0)) }
    case .int96(let values): values.map { .stamp($0.nanoseconds, $0.julianDay) }
    case .float(let values): values.map { .bits(UInt64($0.bitPattern)) }
    case .double(let values): values.map { .bits($0.bitPattern) }
    case .byteArray(let values): (0..<values.count).map { .bytes(values[$0]) }
    case .fixedLengthByteArray(let values): (0..<values.count).map { .bytes(values[$0]) }
    }
  guard let validity else { return stored }
  precondition(validity.count == stored.count, "a flag for every row")
  return zip(stored, validity).map { value, isPresent in isPresent ? value : nil }
}
