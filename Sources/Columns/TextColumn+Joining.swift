internal import Bytes

extension TextColumn {
  /// Texts whose ends are known.
  ///
  /// - Precondition: the ends are in order, the last at the last byte.
  private init(bytes: [UInt8], ends: [Int]) {
    self.init()
    append { (ownBytes, ownEnds) in
      ownBytes = bytes
      ownEnds = ends
    }
  }

  /// All texts of some columns, one column after the other.
  public init(joining parts: [TextColumn], threads: Threads) throws {
    var places: [(row: Int, byte: Int)] = []
    var (rows, size) = (0, 0)
    for part in parts {
      places.append((rows, size))
      rows += part.count
      size += part.bytes.count
    }
    let ends = try SharedArrays<Int>.make(1, capacity: rows) { [places] ends in
      _ = try threads.map(parts.count) { index in
        let (row, byte) = places[index]
        let part = parts[index]
        let own = part.ends.span
        var target = ends.rows(row..<row + own.count, of: 0)
        for row in 0..<own.count { target[row] = own[row] &+ byte }
      }
      return rows
    }
    let bytes = try SharedArrays<UInt8>.make(1, capacity: size) { [places] bytes in
      _ = try threads.map(parts.count) { index in
        let byte = places[index].byte
        let part = parts[index]
        let own = part.bytes.span
        var target = bytes.rows(byte..<byte + own.count, of: 0)
        for byte in 0..<own.count { target[byte] = own[byte] }
      }
      return size
    }
    self.init(bytes: bytes[0], ends: ends[0])
  }
}
