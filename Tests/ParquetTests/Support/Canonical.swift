import Columns
import Parquet

/// Values as the expectations of the conformance files spell them; nil where absent.
func canonical(_ values: PhysicalValues, _ validity: [Bool]?, of column: ParquetColumn) throws
  -> [String?]
{
  let logical = try LogicalValues(values, validity: validity, of: column)
  let texts: [String] =
    switch (values, logical) {
    case (_, .decimal(let numbers, let scale)): numbers.map { "d:" + decimal($0, scale: scale) }
    case (.fixedLengthByteArray(let values), .real):
      // The expectations went through a conversion that makes every NaN the quiet one.
      (0..<values.count).map { row in
        let half = Float16(
          bitPattern: UInt16(values[row].first ?? 0) | UInt16(values[row].last ?? 0) << 8)
        return "f16:" + hex(half.isNaN ? half.bitPattern & 0x8000 | 0x7e00 : half.bitPattern)
      }
    case (.float(let values), _): values.map { "f32:" + hex($0.bitPattern) }
    case (.double(let values), _): values.map { "f64:" + hex($0.bitPattern) }
    // Microseconds in 64 bits, wrapped around as in the expectations, which take both parts for unsigned.
    case (.int96(let values), _):
      values.map { stamp in
        let days = Int64(UInt32(bitPattern: stamp.julianDay)) - 2_440_588
        let microseconds = Int64(UInt64(bitPattern: stamp.nanoseconds) / 1000)
        return String(days &* 86_400_000_000 &+ microseconds)
      }
    case (_, .boolean(let values)): values.map(String.init)
    case (_, .integer(let values)): values.map(String.init)
    case (_, .unsigned(let values)): values.map(String.init)
    case (_, .text(let values)):
      (0..<values.count).map { row in String(decoding: values[row], as: UTF8.self) }
    case (_, .binary(let values)): (0..<values.count).map { row in "x:" + hex(values[row]) }
    case (_, .date(let values)): values.map(String.init)
    case (_, .time(let values, _, _)): values.map(String.init)
    case (.int64(let values), .timestamp): values.map(String.init)
    default: throw UnexpectedMeaning()
    }
  return texts.enumerated().map { row, text in validity?[row] == false ? nil : text }
}

/// Values as `canonical` spells them, but for stamps, spelled alike in all units and types: the day and the
/// nanosecond of the day.
func canonicalByMeaning(
  _ values: PhysicalValues, _ validity: [Bool]?, of column: ParquetColumn
) throws -> [String?] {
  guard case .timestamp(let stamps, _) = try LogicalValues(values, of: column) else {
    return try canonical(values, validity, of: column)
  }
  return stamps.enumerated().map { row, stamp in
    validity?[row] == false ? nil : "\(stamp.day):\(stamp.nanosecond)"
  }
}

/// Values that the expectations have no spelling for.
struct UnexpectedMeaning: Error {}

private func hex(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

private func hex(_ number: some FixedWidthInteger & UnsignedInteger) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: number.bitWidth / 4 - digits.count) + digits
}

private func decimal(_ number: Int128, scale: Int) -> String {
  let digits = String(number.magnitude)
  let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
  let whole = padded.dropLast(scale)
  let text = scale == 0 ? String(whole) : "\(whole).\(padded.suffix(scale))"
  return number < 0 ? "-" + text : text
}
