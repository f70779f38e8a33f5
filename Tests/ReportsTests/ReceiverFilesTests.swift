import Bytes
import Columns
import Foundation
import TestSupport
import Testing

@testable import Reports

/// Files for every receiver, of awkward people, as Python reckons them (Tests/Interop/receivers_reference.py).
@Suite struct ReceiverFilesTests {
  private static func counts(_ receiver: Receiver) throws -> [String: Int] {
    let data = Data(Fixtures.text("receivers/counts.json").utf8)
    let all = try JSONDecoder().decode([String: [String: Int]].self, from: data)
    return all[receiver.rawValue] ?? [:]
  }

  @Test(arguments: Receiver.allCases, [1, 2])
  func `files are those that Python computes`(receiver: Receiver, threads: Int) throws {
    let members = try FixtureMember.all()
    let folder = try TemporaryFolder()
    var writer = try ListWriter(receiver, .fixture, to: "\(folder.path)/list")
    // In two calls, as lists may come.
    try writer.write(3, threads: Threads(threads)) { members[$0] }
    try writer.write(members.count - 3, threads: Threads(threads)) { members[$0 + 3] }
    let list = try writer.finish()
    try Publication.publish(list.files.map(\.file))
    #expect(folder.names == ["list.csv"])
    let text = String(decoding: try folder.bytes("list.csv"), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let expected = Fixtures.text("receivers/\(receiver.rawValue).csv")
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == expected.count)
    for (line, wanted) in zip(lines, expected) { #expect(line == wanted) }
    #expect(text.utf8.count == list.files[0].file.size)

    let own = Mirror(reflecting: list.counts).children.map { ($0.label ?? "", $0.value as? Int) }
    #expect(Dictionary(uniqueKeysWithValues: own) == (try Self.counts(receiver)))
    let counts = list.counts
    #expect(
      counts.members == counts.written + counts.withoutConsent + counts.withoutContact
        + counts.duplicates)
    #expect(list.files.map(\.rows) == [counts.written])
  }

  @Test func `whoever is asked for is handed over without consent`() throws {
    let members = try FixtureMember.all()
    let folder = try TemporaryFolder()
    var settings = ListSettings.fixture
    settings.consent = .any
    var writer = try ListWriter(.meta, settings, to: "\(folder.path)/list")
    try writer.write(members.count, threads: Threads(1)) { members[$0] }
    let counts = try writer.finish().counts
    #expect(counts.withoutConsent == 0)
    #expect(try counts.written == Self.counts(.meta)["written"].map { $0 + 2 })
  }

  @Test func `days of Klaviyo are at noon, of HubSpot alone`() {
    let member = ListMember.person("a@example.com")
    for (receiver, end) in [(Receiver.klaviyo, "2026-11-22 12:00:00"), (.hubSpot, ",2026-11-22")] {
      let line = String(decoding: receiver.row(of: member, .fixture).line, as: UTF8.self)
      #expect(line.hasSuffix(end))
    }
  }

  /// The one hash cannot serve both.
  @Test func `Google hashes phones with the plus and Meta without`() {
    let member = ListMember.person("test@example.com", phone: "+44 7123 456789")
    func cells(_ receiver: Receiver) -> [Substring] {
      String(decoding: receiver.row(of: member, .fixture).line, as: UTF8.self)
        .split(separator: ",", omittingEmptySubsequences: false)
    }
    let email = "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b"
    #expect(cells(.googleAds)[0] == email && cells(.meta)[0] == email)
    #expect(cells(.googleAds)[1].hasPrefix("8cc62e12"))
    #expect(cells(.meta)[3].hasPrefix("390fa2f2"))
    #expect(cells(.meta).count == 19 && cells(.meta)[17].isEmpty)
  }

  @Test(arguments: Receiver.allCases)
  func `rows have a cell for every column`(receiver: Receiver) {
    let header = receiver.header(.fixture)
    let row = receiver.row(of: .person("a@example.com"), .fixture)
    #expect(row.line.count { $0 == UInt8(ascii: ",") } == header.count - 1)
  }
}
