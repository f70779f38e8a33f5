import Columns
import Parquet
import Testing

@Suite struct LogicalValuesTests {
  private func column(
    _ type: PhysicalType, _ logicalType: LogicalType?, length: Int? = nil
  ) -> ParquetColumn {
    ParquetColumn(
      path: ["c"], index: 0, type: type, valueLength: length, logicalType: logicalType,
      definitionLevel: 0)
  }

  private func fixed(_ values: [[UInt8]]) -> PhysicalValues {
    .fixedLengthByteArray(
      FixedLengthBytes(length: values.first?.count ?? 1, bytes: Array(values.joined())))
  }

  private func bytes(_ values: [[UInt8]]) -> PhysicalValues {
    var texts = TextColumn()
    for value in values { texts.append(value) }
    return .byteArray(texts)
  }

  @Test(arguments: [
    (Int64(0), TimeUnit.milliseconds, 0, 0), (-1, .milliseconds, -1, 86_399_999_000_000),
    (86_399_999, .milliseconds, 0, 86_399_999_000_000), (86_400_000, .milliseconds, 1, 0),
    (-86_400_000_000, .microseconds, -1, 0),
    (-86_400_000_001, .microseconds, -2, 86_399_999_999_000),
    // 2024-01-01T12:34:56.123456Z is day 19,723.
    (1_704_112_496_123_456, .microseconds, 19_723, 45_296_123_456_000),
    (.max, .nanoseconds, 106_751, 85_636_854_775_807),
    (.min, .milliseconds, -106_751_991_168, 60_424_192_000_000),
  ])
  func `splits a stamp into its day and the time of that day`(
    count: Int64, unit: TimeUnit, day: Int, nanosecond: Int
  ) {
    let stamp = Stamp(count, unit)
    #expect(stamp.day == day)
    #expect(stamp.nanosecond == nanosecond)
  }

  @Test func `carries nanoseconds of an INT96 beyond its day`() {
    let stamps = [
      Stamp(Int96(nanoseconds: 0, julianDay: 2_440_588)),
      Stamp(Int96(nanoseconds: 86_400_000_000_001, julianDay: 2_440_588)),
      Stamp(Int96(nanoseconds: -1, julianDay: 2_440_588)),
    ]
    #expect(stamps.map(\.day) == [0, 1, -1])
    #expect(stamps.map(\.nanosecond) == [0, 1, 86_399_999_999_999])
  }

  @Test func `reads integers by their width and sign`() throws {
    #expect(
      try LogicalValues(.int32([-1]), of: column(.int32, .integer(bits: 32, isSigned: false)))
        == .integer([4_294_967_295]))
    #expect(
      try LogicalValues(.int32([-1]), of: column(.int32, .integer(bits: 8, isSigned: true)))
        == .integer([-1]))
    #expect(
      try LogicalValues(.int64([-1]), of: column(.int64, .integer(bits: 64, isSigned: false)))
        == .unsigned([.max]))
  }

  @Test func `reads binary16 with its low byte first`() throws {
    let values = fixed([[0x00, 0x3c], [0x00, 0xc0], [0x00, 0x7c]])
    #expect(
      try LogicalValues(values, of: column(.fixedLengthByteArray, .float16, length: 2))
        == .real([1, -2, .infinity]))
  }

  @Test func `reads decimals of bytes in two's complement, high byte first`() throws {
    let type = LogicalType.decimal(scale: 2, precision: 9)
    let values: [[UInt8]] = [
      [0x00, 0x00, 0x03, 0xe8], [0xff, 0xff, 0xff, 0xff], [0x80, 0, 0, 0],
    ]
    let expected = LogicalValues.decimal([1000, -1, -2_147_483_648], scale: 2)
    #expect(
      try LogicalValues(fixed(values), of: column(.fixedLengthByteArray, type, length: 4))
        == expected)
    #expect(
      try LogicalValues(
        bytes([[0x03, 0xe8], [0xff], [0x80, 0, 0, 0]]), of: column(.byteArray, type))
        == expected)
  }

  @Test func `reads decimals of more bytes than their number needs, and refuses greater ones`()
    throws
  {
    let type = LogicalType.decimal(scale: 0, precision: 38)
    let padding = [UInt8](repeating: 0xff, count: 9)
    let least = padding + [0x80] + [UInt8](repeating: 0, count: 15)
    let column = column(.byteArray, type)
    #expect(try LogicalValues(bytes([least]), of: column) == .decimal([.min], scale: 0))
    for wrong in [padding + [0x7f] + [UInt8](repeating: 0, count: 15), [1] + least, []] {
      let error = #expect(throws: ParquetError.self) {
        try LogicalValues(bytes([wrong]), of: column)
      }
      #expect(error?.place.column == "c")
    }
  }

  @Test(arguments: [
    (PhysicalType.int32, Int32(10)), (.int64, 19), (.int32, 0), (.int64, -1),
  ])
  func `refuses decimals of more digits than the type holds, or of none`(
    type: PhysicalType, precision: Int32
  ) {
    let values: PhysicalValues = type == .int32 ? .int32([1]) : .int64([1])
    #expect(throws: ParquetError.self) {
      try LogicalValues(values, of: column(type, .decimal(scale: 0, precision: precision)))
    }
  }

  /// The most digits that numbers of so many bytes hold, from the table of the format's specification.
  @Test(arguments: [(4, Int32(9)), (8, 18), (12, 28), (16, 38)])
  func `accepts decimals of as many digits as their bytes hold`(length: Int, digits: Int32) {
    let values = fixed([[UInt8](repeating: 0, count: length)])
    func read(_ precision: Int32) throws {
      _ = try LogicalValues(
        values,
        of: column(
          .fixedLengthByteArray, .decimal(scale: 0, precision: precision), length: length))
    }
    #expect(throws: Never.self) { try read(digits) }
    #expect(throws: ParquetError.self) { try read(digits + 1) }
  }

  @Test func `refuses a meaning that the stored type cannot have`() {
    let error = #expect(throws: ParquetError.self) {
      try LogicalValues(.double([1]), of: column(.double, .date))
    }
    #expect(error?.kind == .corrupt)
    #expect(error?.description == "column c: values of type double that are said to be date")
  }
}
