import Parquet
import ParquetFiles
import TestSupport
import Testing

/// What is wrong with the file as a whole; pages and footer have suites of their own.
@Suite struct MalformedFileTests {
  private let disk: Disk

  init() throws { disk = try Disk() }

  @Test func `the files that tests break are whole`() throws {
    let file = try SmallFile.bytes()
    let contents = try disk.contents(of: file)
    #expect(contents.chunks.count == 28)
    #expect(try disk.contents(of: FileParts(file).bytes()) == contents)
  }

  @Test(arguments: [0, 4, 8, 11])
  func `a file shorter than its magic and length is no Parquet file`(count: Int) throws {
    let file = Array((FileParts.magic + FileParts.ending([])).prefix(count))
    try disk.expectRefusal(of: file, .corrupt, "a file of \(count) bytes is no Parquet file")
  }

  @Test func `a file of an empty footer has no schema`() throws {
    try disk.expectRefusal(
      of: FileParts.magic + FileParts.ending([]), .corrupt, "1 bytes expected, 0 left", byte: 4)
  }

  @Test func `a file of another format is no Parquet file`() throws {
    let file = Array("customer,date,amount\nc1,2026-01-01,9.90\n".utf8)
    try disk.expectRefusal(of: file, .corrupt, "does not end in PAR1", byte: file.count - 4)
  }

  @Test func `a file with the magic of an encrypted footer is not read`() throws {
    let file = FileParts.magic + [1, 2, 3, 4, 4, 0, 0, 0] + Array("PARE".utf8)
    try disk.expectRefusal(of: file, .unsupported, "the file is encrypted")
  }

  /// The length itself, and the most that there is room for.
  @Test(arguments: [1, 1 << 16, 1 << 27 + 1, 1 << 31 - 1, 1 << 31, 1 << 32 - 1])
  func `a footer of more bytes than the file has before it is corrupt`(excess: Int) throws {
    var file = try SmallFile.bytes()
    let length = min(file.count - 12 + excess, 1 << 32 - 1)
    for index in 0..<4 { file[file.count - 8 + index] = UInt8(length >> (8 * index) & 0xff) }
    try disk.expectRefusal(
      of: file, .corrupt, "a footer of \(length) bytes in a file of \(file.count) bytes",
      byte: file.count - 8)
  }

  @Test func `a footer over the limit is not read`() throws {
    let file = try SmallFile.bytes()
    var limits = ParquetLimits()
    limits.footerBytes = 64
    let error = try disk.refusal(of: file, limits: limits)
    #expect(error?.kind == .overLimit)
    #expect(error?.place.byte == file.count - 8)
  }

  @Test func `a footer of any other length than its own is an error`() throws {
    let file = try SmallFile.bytes(rows: 3)
    let own = Int(file[file.count - 8]) | Int(file[file.count - 7]) << 8
    for length in 0...file.count - 12 where length != own {
      var changed = file
      for index in 0..<4 { changed[file.count - 8 + index] = UInt8(length >> (8 * index) & 0xff) }
      #expect(try disk.refusal(of: changed) != nil, "\(length) for \(own) bytes")
    }
  }

  @Test func `a file that is cut anywhere is an error`() throws {
    let file = try SmallFile.bytes(rows: 5)
    for count in file.indices {
      let error = try disk.refusal(of: Array(file[..<count]))
      #expect(error?.kind == .corrupt, "\(count) of \(file.count) bytes")
    }
  }

  @Test func `a file that has lost a byte anywhere is an error`() throws {
    let file = try SmallFile.bytes(rows: 5)
    let contents = try disk.contents(of: file)
    // Without it, the first magic is the rest of the file's; the others are pages and footer.
    for place in file.indices {
      var changed = file
      changed.remove(at: place)
      guard let read = try? disk.contents(of: changed) else { continue }
      #expect(read == contents, "byte \(place) of \(file.count)")
    }
  }
}
