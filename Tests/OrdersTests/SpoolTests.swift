import Bytes
import Columns
import Foundation
import TestSupport
import Testing

@testable import Orders

/// Files that are packed.
@Suite struct SpoolTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let text =
    "customer_id,order_date,amount\n"
    + (0..<5000).map { "c\($0 % 700),2024-01-\($0 % 20 + 10),\($0 % 90).50\n" }.joined()

  /// The path of a file that a program has packed.
  private func packed(_ program: String, _ text: String = text) throws -> String {
    let path = try folder.file("orders.csv", text)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "\(program) < '\(path)' > '\(path).packed' && rm '\(path)'"]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return path + ".packed"
  }

  @Test(arguments: ["gzip -c", "zstd -q -c", "gzip -c -1"])
  func `a packed file reads as the one in it`(program: String) throws {
    let plain = try Reading([try folder.file("plain.csv", Self.text)])
    let path = try packed(program)
    let reading = try Reading([path])
    #expect(reading.log.account == plain.log.account)
    #expect(reading.orders("c7") == plain.orders("c7") && !plain.orders("c7").isEmpty)
    #expect(reading.log.inputs.map(\.path) == [path])
    #expect(try reading.log.inputs.map(\.sha256) == [InputFile(path).sha256()])
    #expect(Set(folder.names) == ["plain.csv", "orders.csv.packed"], "copies have no names")
  }

  @Test func `rows that cannot be read are named by the packed file`() throws {
    let path = try packed("gzip -c", "customer_id,order_date,amount\na,2024-01-01,x\n")
    let reading = try Reading([path])
    #expect(reading.rejected.map(\.path) == [path] && reading.rejected.map(\.line) == [2])
  }

  @Test func `an import knows a packed file again`() throws {
    let store = try TestStore()
    let path = try packed("gzip -c")
    #expect(try store.add(files: [path]).account.used.rows == 5000)
    #expect(try store.add(files: [path]).alreadyImported == [path])
    let leftovers = try FileManager.default.subpathsOfDirectory(atPath: store.path)
    #expect(!leftovers.contains { $0.hasSuffix(".tmp") })
  }

  @Test(arguments: ["gzip -c", "zstd -q -c"])
  func `a bomb and a file that was cut are errors`(program: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c",
      """
      cd '\(folder.path)'; head -c 300000000 /dev/zero | \(program) -9 > bomb; \
      seq 100000 | \(program) | head -c 5000 > cut
      """,
    ]
    try process.run()
    process.waitUntilExit()
    let spool = Spool(folder: folder.path)
    let bomb = #expect(throws: FileError.self) {
      _ = try spool.unpacked(InputFile("\(folder.path)/bomb"))
    }
    #expect(bomb?.reason.contains("orders do not pack so well") == true, "\(bomb?.reason ?? "")")
    let cut = #expect(throws: FileError.self) {
      _ = try spool.unpacked(InputFile("\(folder.path)/cut"))
    }
    #expect(cut?.reason.contains("it ends in the middle") == true)
    #expect(folder.names == ["bomb", "cut"])
  }
}
