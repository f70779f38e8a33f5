import Parquet
import TestSupport
import Testing

@Suite struct RunLengthEncoderTests {
  @Test func `writes the specification's example of packed bits`() {
    #expect(hybrid([0, 1, 2, 3, 4, 5, 6, 7, 0, 1], width: 3).prefix(4) == [5, 0x88, 0xC6, 0xFA])
  }

  @Test func `writes a run as its doubled length and the value`() {
    #expect(hybrid(Array(repeating: 5, count: 100), width: 3) == [200, 1, 5])
    #expect(hybrid(Array(repeating: 0x1234, count: 3), width: 13) == [6, 0x34, 0x12])
  }

  @Test(arguments: [(1, 32), (2, 16), (3, 16), (4, 8), (20, 8)])
  func `writes a run from the length at which it saves room`(width: Int, length: Int) {
    let other: [UInt32] = [0, 1, 0, 1, 0, 1, 0, 1]
    let run = hybrid(Array(repeating: 1, count: length) + other, width: width)
    #expect(Int(run[0]) == length << 1)
    let packed = hybrid(Array(repeating: 1, count: length - 1) + other, width: width)
    #expect(packed[0] & 1 == 1)
  }

  @Test func `writes every run as a run where it is told to`() {
    var bytes: [UInt8] = []
    let values: [UInt32] = [7, 7, 7, 0x1234, 7]
    RunLengthEncoder.appendRuns(values.span, width: 13, to: &bytes)
    #expect(bytes == [6, 7, 0, 2, 0x34, 0x12, 2, 7, 0])
    RunLengthEncoder.appendRuns([UInt32]().span, width: 13, to: &bytes)
    #expect(bytes.count == 9)
  }

  @Test func `writes nothing for no values`() {
    #expect(hybrid([], width: 7).isEmpty)
  }

  @Test(arguments: 0...20)
  func `is read back at every length`(width: Int) throws {
    var generator = Generator(seed: UInt64(width))
    for count in Array(0...70) + [1000] {
      for stretch in [1, 3, 12, 40, 200] {
        let expected = stretches(count, width: width, stretch: stretch, &generator)
        var bytes: [UInt8] = []
        RunLengthEncoder.append(expected.span, width: width, to: &bytes)
        let decoded = try Scalar.hybrid(bytes, count: count, width: width)
        #expect(decoded == expected, "\(count) values in stretches of \(stretch)")
      }
    }
  }

  @Test(arguments: 21...32)
  func `is read back at widths beyond any dictionary`(width: Int) throws {
    var generator = Generator(seed: UInt64(width))
    let expected = (0..<100).map { _ in
      UInt32(truncatingIfNeeded: generator.next() & (1 << UInt64(width) - 1))
    }
    #expect(try Scalar.hybrid(hybrid(expected, width: width), count: 100, width: width) == expected)
  }

  @Test(arguments: 1...20)
  func `never takes more than packed bits alone and their headers`(width: Int) {
    var generator = Generator(seed: 1)
    for stretch in [1, 7, 8, 9, 15, 16, 17, 31, 32, 33] {
      let expected = stretches(4096, width: width, stretch: stretch, &generator)
      #expect(hybrid(expected, width: width).count <= 512 * width + 4)
    }
  }

  @Test func `refuses a value wider than it is told`() async {
    await #expect(processExitsWith: .failure) {
      var bytes: [UInt8] = []
      let values: [UInt32] = [1, 2, 8]
      RunLengthEncoder.append(values.span, width: 3, to: &bytes)
    }
  }
}
