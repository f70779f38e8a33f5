internal import Columns

// Values of other types as the texts that stand for them in a CSV file.

extension TextColumn {
  /// Integers in decimal.
  init(_ numbers: [Int64]) {
    self.init()
    append { (bytes, ends) in
      ends.reserveCapacity(numbers.count)
      for number in numbers {
        bytes.append(integer: number)
        ends.append(bytes.count)
      }
    }
  }

  /// Integers in decimal, more than 64 bits or unsigned ones.
  init(_ numbers: some Sequence<some BinaryInteger>) {
    self.init()
    append { (bytes, ends) in
      for number in numbers {
        bytes += String(number).utf8
        ends.append(bytes.count)
      }
    }
  }

  /// UUIDs of 16 bytes as 8-4-4-4-12 digits in lower case.
  init(uuids: TextColumn) {
    self.init()
    let digits = Array("0123456789abcdef".utf8)
    append { (bytes, ends) in
      for row in 0..<uuids.count {
        for (index, byte) in uuids[row].enumerated() {
          if [4, 6, 8, 10].contains(index) { bytes.append(UInt8(ascii: "-")) }
          bytes.append(digits[Int(byte >> 4)])
          bytes.append(digits[Int(byte & 15)])
        }
        ends.append(bytes.count)
      }
    }
  }
}
