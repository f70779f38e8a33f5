internal import Bytes

// Rows → groups whose rows have the same key, in the order in which their first rows come:
//
//   key       an order's id without what says that it cancels another; or file, stamp and customer
//   slots     a hash table of the groups' places, at most half full
//   starts    group g is `records[starts[g]..<starts[g + 1]]`, in the order of the rows

/// The rows of a partition, brought together by order.
struct RowGroups {
  /// What the rows of one order have in common.
  struct Key {
    /// Its hash.
    var hash: UInt64
    /// An id or a customer among the bytes of the rows.
    let text: Range<Int>
    /// The file's place in the import; -1 of ids.
    let file: Int
    /// The stamp; 0 of ids.
    let day: Int32
    let micros: Int64

    /// That of an order's id.
    init(id: Range<Int>, in bytes: [UInt8]) {
      hash = XXH64.hash(bytes, id)
      text = id
      (file, day, micros) = (-1, 0, 0)
    }

    /// That of what a customer bought at one moment.
    init(customer: Range<Int>, in bytes: [UInt8], _ stamp: DetailStamp, file: Int) {
      text = customer
      self.file = file
      day = stamp.day
      micros = stamp.micros ?? -1
      let moment = XXH64.hash(
        short: UInt64(bitPattern: micros), UInt64(UInt32(bitPattern: day)), count: 16)
      hash = (XXH64.hash(bytes, customer) &+ UInt64(file)) &* 0x9E37_79B9_7F4A_7C15 ^ moment
    }
  }

  /// Their keys; nil of a row that is alone.
  private var keys: [Key?] = []
  private var slots: [Int32]
  private let bytes: [UInt8]
  /// The group of each row.
  private var groups: [Int32] = []
  private var records: [DetailRecord] = []

  /// No groups so far, of at most so many rows among some bytes.
  init(of bytes: [UInt8], rows: Int) {
    self.bytes = bytes
    var size = 16
    while size < 2 * rows { size *= 2 }
    slots = Array(repeating: -1, count: size)
    groups.reserveCapacity(rows)
    records.reserveCapacity(rows)
    keys.reserveCapacity(rows)
  }

  /// Adds a row to the group of its key; one without a key is alone.
  mutating func add(_ record: DetailRecord, _ key: Key?) {
    records.append(record)
    guard let key else {
      groups.append(Int32(keys.count))
      keys.append(nil)
      return
    }
    let slot = slot(of: key, in: bytes)
    if slots[slot] < 0 {
      slots[slot] = Int32(keys.count)
      keys.append(key)
    }
    groups.append(slots[slot])
  }

  /// The group of a key whose text stands in other bytes; nil if there is none.
  func group(of key: Key, in bytes: [UInt8]) -> Int? {
    let group = slots[slot(of: key, in: bytes)]
    return group < 0 ? nil : Int(group)
  }

  /// Where the group of a key stands in the table, or would.
  private func slot(of key: Key, in other: [UInt8]) -> Int {
    var slot = Int(truncatingIfNeeded: key.hash >> 8) & (slots.count - 1)
    while slots[slot] >= 0 {
      if let known = keys[Int(slots[slot])], known.hash == key.hash, known.file == key.file,
        known.day == key.day, known.micros == key.micros,
        Words.areEqual(bytes.span, known.text, other.span, key.text)
      {
        break
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  /// The rows, group by group.
  consuming func grouped() -> (records: [DetailRecord], starts: [Int]) {
    var starts = [Int](repeating: 0, count: keys.count + 1)
    for group in groups { starts[Int(group) + 1] += 1 }
    for group in keys.indices { starts[group + 1] += starts[group] }
    // Where every row is alone they are in order already.
    if keys.count == records.count { return (records, starts) }
    var next = starts
    var order = records
    for row in records.indices {
      let group = Int(groups[row])
      order[next[group]] = records[row]
      next[group] += 1
    }
    return (order, starts)
  }
}
