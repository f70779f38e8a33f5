import ArgumentParser

/// A number of bytes as the command line has it: 2GiB, 500MB, 1048576.
struct ByteCount: ExpressibleByArgument, CustomStringConvertible {
  let bytes: Int

  private static let units: [(String, Int)] = [
    ("kib", 1 << 10), ("mib", 1 << 20), ("gib", 1 << 30), ("tib", 1 << 40), ("kb", 1000),
    ("mb", 1_000_000), ("gb", 1_000_000_000), ("tb", 1_000_000_000_000), ("b", 1), ("", 1),
  ]

  init?(argument: String) {
    let text = argument.lowercased()
    for (unit, size) in Self.units where text.hasSuffix(unit) {
      guard let count = Double(text.dropLast(unit.count)), count > 0, count * Double(size) < 1e18
      else { return nil }
      bytes = Int(count * Double(size))
      return
    }
    return nil
  }

  init(_ bytes: Int) { self.bytes = bytes }

  /// The number in the largest unit that leaves at least 1: 2 GiB, 35.2 MiB.
  var description: String {
    let unit = [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")].first {
      bytes >= $0.0
    }
    guard let (size, name) = unit else { return "\(bytes) bytes" }
    let count = (Double(bytes) / Double(size) * 10).rounded() / 10
    return "\(Figures.plain(count)) \(name)"
  }
}
