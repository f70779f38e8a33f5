// Definition levels of a V1 data page of a nullable column: length in 4 bytes, then one level a row in the
// hybrid of runs and packed bits at width 1; 1 where a value is present.

/// Appends definition levels.
package enum DefinitionLevels {
  /// Appends the levels of `rows`, all of them present when `present` is nil.
  package static func append(
    _ present: [Bool]?, rows: Range<Int>, with encoder: inout RunLengthEncoder,
    to bytes: inout [UInt8]
  ) {
    if let present { return encoder.append(lengthPrefixed: present[rows], to: &bytes) }
    var levels: [UInt8] = []
    RunLengthEncoder.appendRun(of: 1, count: rows.count, width: 1, to: &levels)
    bytes.append(littleEndian: UInt32(levels.count))
    bytes.append(contentsOf: levels)
  }
}
