import Parquet
import ParquetFiles

// An input, numbers low byte first:
//
//   form       1 byte    type : 3, nullable, version 2, dictionary, not compressed
//   encoding   1 byte
//   codec      1 byte
//   meaning    1 byte    the enum ConvertedType
//   length     2 bytes   of values of fixed length; from 2^15 on 2^16 times as long
//   rows       2 bytes
//   entries    2 bytes   values of the dictionary
//   dictionary 2 bytes   bytes of the dictionary
//   levels     1 byte    bytes of the levels of version 2
//   nulls      1 byte    absent values of version 2
//   size       2 bytes   of the page before compression; 0 for as many as are stored
//   the dictionary, the levels, the values

extension Target {
  /// One page of any type, encoding and codec in a file that is otherwise well-formed.
  static let page = Target(
    name: "page",
    seeds: { pageSeeds() },
    run: { bytes in
      var draw = Draw(bytes)
      let form = draw.byte()
      let encoding = Int32(draw.byte() % 11)
      let codec = Int32(draw.byte() % 9)
      let meaning = Int32(draw.byte() % 24)
      let length = draw.pair()
      let column = FileParts.Column(
        type: Int32(form & 7), length: Int32(length < 1 << 15 ? length : (length & 0x7fff) << 16),
        isNullable: form & 8 != 0,
        codec: codec, meaning: meaning == 23 ? nil : meaning)
      let rows = Int32(draw.pair())
      let entries = Int32(draw.pair())
      let dictionarySize = draw.pair()
      let levelSize = draw.byte()
      let nulls = Int32(draw.byte())
      let size = draw.pair()
      let dictionary = draw.bytes(dictionarySize)
      let levels = draw.bytes(levelSize)
      let values = draw.all()
      var pages: [FileParts.Page] = []
      if form & 32 != 0 { pages.append(.dictionary(dictionary, count: entries)) }
      var page: FileParts.Page
      if form & 16 != 0 {
        page = .version2(
          levels: levels, values, count: rows, nulls: nulls, encoding: encoding,
          size: size == 0 ? nil : size)
        if form & 64 != 0 { page.header[[8, 7]] = .bool(false) }
      } else {
        page = .data(
          levels + values, count: rows, encoding: encoding, size: size == 0 ? nil : size)
      }
      pages.append(page)
      Reading.read(FileParts(column, rows: Int64(rows), pages: pages).bytes())
    })

  /// Every encoding of every type that has it, required and with the third of four rows absent.
  private static func pageSeeds() -> [[UInt8]] {
    let levels: [UInt8] = [2, 0, 0, 0, 3, 0b1011]
    let values = (0..<96).map { UInt8($0 % 3) }
    let deltas: [UInt8] = [0x80, 1, 4, 3, 2, 2, 0, 0, 0, 0]
    let sizes = [1, 12, 24, 36, 12, 24, 15, 3]
    let texts: [UInt8] = [1, 0, 0, 0, 65, 0, 0, 0, 0, 2, 0, 0, 0, 66, 67]
    let bodies: [(type: UInt8, encoding: UInt8, body: [UInt8])] =
      (0..<8).map { ($0, 0, Array(($0 == 6 ? texts : values).prefix(sizes[Int($0)]))) } + [
        (0, 3, [2, 0, 0, 0, 6, 1]), (1, 5, deltas), (2, 5, deltas),
        (6, 6, [0x80, 1, 4, 3, 0, 0, 0, 0, 0, 0, 65, 66, 67]),
        (6, 7, [0x80, 1, 4, 3, 0, 0, 0, 0, 0, 0, 0x80, 1, 4, 3, 2, 0, 0, 0, 0, 0, 65, 66, 67]),
        (7, 7, [0x80, 1, 4, 3, 0, 0, 0, 0, 0, 0, 0x80, 1, 4, 3, 2, 0, 0, 0, 0, 0, 65, 66, 67]),
      ]
      + [UInt8(1), 2, 4, 5, 7].map { type in
        (type, 9, Array(values.prefix(type == 7 ? 3 : type % 3 == 1 ? 12 : 24)))
      }
    var seeds: [[UInt8]] = []
    for (type, encoding, body) in bodies {
      let dictionary = Array((type == 6 ? texts : values).prefix(sizes[Int(type)]))
      let size = UInt8(dictionary.count)
      seeds.append([type, encoding, 0, 23, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0] + body)
      seeds.append([type | 8, encoding, 0, 23, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0] + levels + body)
      seeds.append(
        [type | 24, encoding, 0, 23, 1, 0, 4, 0, 0, 0, 0, 0, 2, 1, 0, 0] + levels.dropFirst(4)
          + body)
      // Indices 0, 1, 2 of two bits, packed.
      seeds.append(
        [type | 32, 8, 0, 23, 1, 0, 3, 0, 3, 0, size, 0, 0, 0, 0, 0] + dictionary + [2, 3, 0x24, 0])
      seeds.append(
        [type | 40, 8, 0, 23, 1, 0, 4, 0, 3, 0, size, 0, 0, 0, 0, 0] + dictionary + levels
          + [2, 3, 0x24, 0])
    }
    return seeds
  }
}
