// Searches with libFuzzer for inputs that break the readers: a trap, a hang, an allocation beyond the limits,
// memory misused, or two ways of reading the same bytes that differ. `make fuzz` builds and runs it.
//
// One program for all targets: PATRON_FUZZ_TARGET names the one to run. With PATRON_FUZZ_SEEDS it writes the
// target's first inputs into that folder instead.

import Bytes
import Glibc
import ParquetFiles

/// A reader and the inputs to begin with.
struct Target: Sendable {
  let name: String
  let seeds: @Sendable () throws -> [[UInt8]]
  /// Traps if the reader breaks a promise.
  let run: @Sendable ([UInt8]) -> Void
  /// Changes an input in a way that knows its structure; nil to change it byte by byte.
  var mutate: (@Sendable ([UInt8], inout Generator) -> [UInt8]?)?

  static let all = [footer, file, page, runs, deltas, texts, codecs, csv, orders]

  /// The one that the environment names.
  static let chosen: Target = {
    let name = environment("PATRON_FUZZ_TARGET") ?? ""
    guard let target = all.first(where: { $0.name == name }) else {
      print("PATRON_FUZZ_TARGET is one of: \(all.map(\.name).joined(separator: ", "))")
      exit(2)
    }
    return target
  }()
}

func environment(_ name: String) -> String? {
  // SAFETY: nobody changes the environment, and the text is copied.
  unsafe getenv(name).map { unsafe String(cString: $0) }
}

@_cdecl("LLVMFuzzerInitialize")
func initialize(_: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?) -> Int32 {
  let target = Target.chosen
  if let folder = environment("PATRON_FUZZ_SEEDS") {
    do {
      for (number, seed) in try target.seeds().enumerated() {
        try write(seed, to: "\(folder)/seed-\(number)")
      }
    } catch {
      print("\(target.name): \(error)")
      exit(1)
    }
    exit(0)
  }
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  // SAFETY: libFuzzer passes `count` bytes.
  Target.chosen.run(unsafe Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}

@_silgen_name("LLVMFuzzerMutate")
private func mutate(_ data: UnsafeMutablePointer<UInt8>?, _ count: Int, _ capacity: Int) -> Int

@_cdecl("LLVMFuzzerCustomMutator")
func mutateOneInput(
  _ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32
) -> Int {
  var generator = Generator(seed: seed)
  if let change = Target.chosen.mutate {
    // SAFETY: libFuzzer passes `count` bytes.
    let input = unsafe Array(UnsafeBufferPointer(start: data, count: count))
    if let changed = change(input, &generator), changed.count <= capacity {
      // SAFETY: there is room for `capacity` bytes.
      for (index, byte) in changed.enumerated() { unsafe data[index] = byte }
      return changed.count
    }
  }
  return unsafe mutate(data, count, capacity)
}

/// The bytes after a change by libFuzzer, at most `growth` more.
func mutated(_ bytes: [UInt8], growth: Int = 64) -> [UInt8] {
  var room = bytes + Array(repeating: 0, count: growth)
  // SAFETY: libFuzzer writes at most as many bytes as there is room for.
  let count = unsafe room.withUnsafeMutableBufferPointer { buffer in
    unsafe mutate(buffer.baseAddress, bytes.count, buffer.count)
  }
  return Array(room[..<count])
}

/// Numbers that follow from the seed that libFuzzer draws.
struct Generator {
  private var state: UInt64

  init(seed: UInt32) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// A number below `bound`.
  mutating func next(below bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }
}

/// Writes a whole file.
func write(_ bytes: [UInt8], to path: String) throws(FileError) {
  // SAFETY: the path is passed as a NUL-terminated string for the call.
  let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  if descriptor < 0 { throw FileError(path: path, action: "be written", code: errno) }
  defer { close(descriptor) }
  var done = 0
  while done < bytes.count {
    // SAFETY: the bytes from `done` on outlive the call.
    let count = unsafe bytes.withUnsafeBytes { buffer in
      unsafe Glibc.write(
        descriptor, buffer.baseAddress.map { unsafe $0 + done }, bytes.count - done)
    }
    if count <= 0 { throw FileError(path: path, action: "be written", code: errno) }
    done += count
  }
}

/// Traps unless the readers keep a promise.
func promise(_ holds: Bool, _ message: @autoclosure () -> String) {
  if !holds { fatalError(message()) }
}

/// The bytes of an input, read from the front; zeros once they are used up.
struct Draw {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func byte() -> Int { rest.popFirst().map(Int.init) ?? 0 }
  mutating func pair() -> Int { byte() | byte() << 8 }

  /// At most `count` bytes.
  mutating func bytes(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// All that is left.
  mutating func all() -> [UInt8] { bytes(rest.count) }
}
