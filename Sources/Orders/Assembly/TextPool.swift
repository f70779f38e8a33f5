internal import Bytes

/// Texts that many orders have, such as their currency: each is one array, whoever has it.
struct TextPool: Sendable {
  private var pools: [Pool] = []

  /// Some texts of one role, the oldest of which makes room for the next.
  private struct Pool {
    let role: Role
    var texts: [[UInt8]] = []
    var oldest = 0
  }

  /// So many texts of a role are compared.
  private static let most = 8

  /// The text of a role in a range of bytes.
  mutating func text(_ bytes: [UInt8], _ range: Range<Int>, _ role: Role) -> [UInt8] {
    let index = pools.firstIndex { $0.role == role } ?? pools.count
    if index == pools.count { pools.append(Pool(role: role)) }
    for text in pools[index].texts
    where Words.areEqual(text.span, text.indices, bytes.span, range) { return text }
    let text = Array(bytes[range])
    if pools[index].texts.count < Self.most {
      pools[index].texts.append(text)
    } else {
      pools[index].texts[pools[index].oldest] = text
      pools[index].oldest = (pools[index].oldest + 1) % Self.most
    }
    return text
  }

  /// The same with ASCII letters as capitals.
  mutating func capitals(of bytes: [UInt8], _ range: Range<Int>, _ role: Role) -> [UInt8] {
    if !bytes[range].contains(where: { (97...122).contains($0) }) {
      return text(bytes, range, role)
    }
    let capitals = bytes[range].map { (97...122).contains($0) ? $0 & ~0x20 : $0 }
    return text(capitals, capitals.indices, role)
  }
}

/// What statuses mean, of those that were met last.
struct KnownStandings: Sendable {
  private var known: [(file: Int, status: [UInt8], standing: OrderStanding?)] = []

  /// More are looked up each time.
  private static let most = 16

  /// What a status means in a file; nil if nobody knows.
  mutating func standing(of status: [UInt8], _ builder: VersionBuilder) -> OrderStanding? {
    for entry in known where entry.file == builder.fileIndex && entry.status == status {
      return entry.standing
    }
    let standing = builder.file.standing(of: status, builder.rules)
    if known.count < Self.most { known.append((builder.fileIndex, status, standing)) }
    return standing
  }
}
