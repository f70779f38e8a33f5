internal import Bytes

// _delta_log/00000000000000000005.json, the commit that made version 5; here one of ours:
//
//   {"commitInfo":{"engineInfo":"Patron/0.1.0",…,"patronCrc32":"89abcdef",…,"version":5}}
//   {"add":{…}}
//   …
//
// The checksum is the CRC-32 of the whole file with its own eight digits read as 0. It stands in the first
// line, so that a file cut at any byte still says that it is ours: one cut between lines would else
// look like a shorter commit of somebody who writes no checksums. Either mark of ours in that line, the
// program or the checksum, makes the other obligatory: whatever single byte changes, one is left.

/// A version's changes as the bytes of its file.
package enum CommitFile {
  /// The program's name and version in every commit.
  static let engine = "Patron/0.1.0"

  private static let engineMark = Array("\"engineInfo\":\"Patron/".utf8)
  private static let checksumMark = Array("\"patronCrc32\":\"".utf8)
  private static let noDigits = Array("00000000".utf8)

  /// The name of a version's file: 20 digits.
  package static func name(of version: Int) -> String { "\(digits(of: version)).json" }

  /// Whether a file in the log was a commit in the making: `.00000000000000000005.json.….tmp`.
  package static func isUnfinished(_ name: String) -> Bool {
    guard let target = OutputFile.target(ofTemporary: name), target.hasPrefix(".") else {
      return false
    }
    let digits = target.dropFirst().prefix { $0.isASCII && $0.isNumber }
    return digits.utf8.count == 20 && target.dropFirst(21) == ".json"
  }

  /// A version as 20 digits.
  private static func digits(of version: Int) -> String {
    let digits = String(version)
    return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
  }

  // MARK: Reading

  /// The commit that a file holds.
  ///
  /// A commit of another writer has no checksum and is taken as it is.
  ///
  /// - Throws: `DeltaError` with the range of bytes if the file is not whole, not as it was written, or
  ///   contradicts itself.
  package static func read(_ bytes: [UInt8], version: Int) throws(DeltaError) -> Commit {
    let isOurs = try verify(bytes)
    try requireText(bytes)
    let blanks = Array(" \t\r".utf8)
    var actions: [Action] = []
    var info: CommitInfo?
    var lines = 0
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      defer { start = end + 1 }
      if bytes[start..<end].allSatisfy(blanks.contains) { continue }
      lines += 1
      do throws(DeltaError) {
        let line = try JSON.value(ActionLine.self, from: bytes[start..<end])
        let found = line.actions
        if found.count + (line.commitInfo == nil ? 0 : 1) > 1 {
          throw .corrupt("two actions in one line")
        }
        actions += found
        info = info ?? line.commitInfo
      } catch {
        throw error.at(bytes: start..<end)
      }
    }
    if lines == 0 {
      throw .corrupt(
        "the commit has no line; a version's file is never empty", bytes: 0..<bytes.count)
    }
    if isOurs, info?.version != version {
      let written = info?.version.map { "version \($0)" } ?? "no version"
      throw .corrupt("the commit was written for \(written)")
    }
    let commit = Commit(version: version, actions: actions, info: info)
    if let fault = commit.fault { throw .corrupt(fault) }
    return commit
  }

  /// Checks what the JSON library leaves unchecked in values that nobody asks it for.
  private static func requireText(_ bytes: [UInt8]) throws(DeltaError) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw .corrupt("the text is not UTF-8", bytes: error.byteOffsets)
    }
    if let index = bytes.firstIndex(where: { $0 < 0x20 && !"\t\r\n".utf8.contains($0) }) {
      throw .corrupt("no JSON: the control character \(bytes[index])", bytes: index..<index + 1)
    }
  }

  /// Checks a commit of ours against its checksum; false if it is another writer's.
  private static func verify(_ bytes: [UInt8]) throws(DeltaError) -> Bool {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let checksum = end(of: checksumMark, in: line)
    if checksum == nil && end(of: engineMark, in: line) == nil { return false }
    guard let checksum, line.endIndex - checksum >= noDigits.count else {
      throw .corrupt("the commit is Patron's and has lost its checksum", bytes: line.indices)
    }
    let digits = checksum..<checksum + noDigits.count
    let found = self.checksum(of: bytes, at: digits)
    if !bytes[digits].elementsEqual(found) {
      let said = String(decoding: bytes[digits], as: UTF8.self)
      throw .corrupt(
        "the bytes have the CRC-32 \(String(decoding: found, as: UTF8.self)), the commit says \(said): "
          + "the file was cut or changed after it was written",
        bytes: 0..<bytes.count)
    }
    return true
  }

  /// The index after the first occurrence of `mark`.
  private static func end(of mark: [UInt8], in line: ArraySlice<UInt8>) -> Int? {
    guard line.count >= mark.count else { return nil }
    for start in line.startIndex...line.endIndex - mark.count
    where line[start] == mark[0] && line[start..<start + mark.count].elementsEqual(mark) {
      return start + mark.count
    }
    return nil
  }

  /// The eight digits of the CRC-32 of `bytes`, what stands at `digits` read as 0.
  private static func checksum(of bytes: [UInt8], at digits: Range<Int>) -> [UInt8] {
    let (all, zeros) = (bytes.span, noDigits.span)
    var sum = CRC32()
    sum.update(all.extracting(0..<digits.lowerBound))
    sum.update(zeros)
    sum.update(all.extracting(digits.upperBound..<bytes.count))
    let text = Array(String(sum.value, radix: 16).utf8)
    return noDigits.dropFirst(text.count) + text
  }

  // MARK: Writing

  /// The file of a commit of ours: the same changes give the same bytes.
  ///
  /// - Precondition: the actions can stand in one commit.
  package static func bytes(of actions: [Action], info: CommitInfo, version: Int) -> [UInt8] {
    var info = info
    info.engineInfo = engine
    info.version = version
    info.patronCrc32 = String(decoding: noDigits, as: UTF8.self)
    var bytes = JSON.bytes(of: ActionLine(info)) + [UInt8(ascii: "\n")]
    let line = bytes[...]
    for action in actions { bytes += JSON.bytes(of: ActionLine(action)) + [UInt8(ascii: "\n")] }
    guard let start = end(of: checksumMark, in: line) else {
      preconditionFailure("the first line has the checksum")
    }
    let digits = start..<start + noDigits.count
    bytes.replaceSubrange(digits, with: checksum(of: bytes, at: digits))
    return bytes
  }
}
