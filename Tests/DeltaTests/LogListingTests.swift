import Delta
import Testing

@Suite struct LogListingTests {
  private func digits(_ version: Int) -> String { String(CommitFile.name(of: version).dropLast(5)) }

  private func checkpoint(_ version: Int) -> String { "\(digits(version)).checkpoint.parquet" }

  private func part(_ version: Int, _ part: Int, of count: Int) -> String {
    "\(digits(version)).checkpoint.000000000\(part).000000000\(count).parquet"
  }

  /// The way to a version in words.
  private func route(_ listing: LogListing, to version: Int) -> String? {
    guard let route = listing.route(to: version) else { return nil }
    let checkpoint = route.checkpoint.map { "checkpoint \($0.version)" }
    return [checkpoint, route.commits.map { "\($0)" }].compactMap { $0 }.joined(separator: ", ")
  }

  private func listing(_ commits: some Sequence<Int>, _ names: String...) throws -> LogListing {
    try LogListing(names: (commits.map(CommitFile.name(of:)) + names).shuffled())
  }

  @Test func `commits are found among everything else`() throws {
    let listing = try listing(
      [0, 2, 1], ".\(CommitFile.name(of: 3)).12-ab.tmp", "\(CommitFile.name(of: 4)).tmp",
      ".\(CommitFile.name(of: 5))", "\(digits(6)).crc", "\(digits(0)).\(digits(7)).compacted.json",
      "_last_checkpoint", "_commit_12.json.tmp", "x.json", "-0000000000000000008.json",
      "+0000000000000000008.json", "0000000000000000009.json", "000000000000000000010.json",
      "\(digits(11)).json.gz", "\(digits(12)).3a0d65cd.json", "_staged_commits",
      "\(digits(13)).checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json", "\(digits(14))", "",
      "٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٩.json")
    #expect(listing.commits == [0, 1, 2])
    #expect(listing.checkpoints.isEmpty)
    #expect(listing.newest == 2)
    #expect(route(listing, to: 2) == "0...2")
    #expect(route(listing, to: 0) == "0...0")
  }

  @Test(arguments: [
    "00009007199254740993.json", "99999999999999999999.json", "09223372036854775808.json",
    "00009007199254740993.checkpoint.parquet",
  ])
  func `a version that no log gets to is an error`(name: String) throws {
    let error = deltaError { _ = try LogListing(names: [name]) }
    #expect(error?.kind == .corrupt)
    #expect(error?.finding.contains(name) == true)
  }

  @Test func `the greatest version is a gap like any other`() throws {
    let listing = try listing([0, 1 << 53])
    #expect(listing.newest == 1 << 53)
    #expect(listing.route(to: 1 << 53) == nil)
    #expect(listing.firstMissing(in: 0...1 << 53) == 1)
  }

  @Test func `a gap is found wherever it is`() throws {
    #expect(try listing([1, 2]).firstMissing(in: 0...2) == 0)
    #expect(try listing([0, 2]).firstMissing(in: 0...2) == 1)
    #expect(try listing([0, 1]).firstMissing(in: 0...2) == 2)
    #expect(try listing([0, 1, 3]).route(to: 3) == nil)
    #expect(try listing([0, 1, 3]).route(to: 1) != nil)
  }

  @Test func `commits go before checkpoints`() throws {
    #expect(route(try listing(0...5, checkpoint(3)), to: 5) == "0...5")
  }

  @Test func `a checkpoint stands in for the commits up to it`() throws {
    let listing = try listing([5, 6, 7], checkpoint(5), checkpoint(3))
    #expect(listing.checkpoints.map(\.version) == [3, 5])
    #expect(listing.checkpoints.map(\.names) == [[checkpoint(3)], [checkpoint(5)]])
    #expect(route(listing, to: 7) == "checkpoint 5, 6...7")
    #expect(route(listing, to: 5) == "checkpoint 5")
    #expect(route(listing, to: 4) == nil)
  }

  @Test func `an older checkpoint serves if commits after the newer one are missing`() throws {
    let listing = try listing([4, 5, 6], checkpoint(3), checkpoint(9))
    #expect(route(listing, to: 6) == "checkpoint 3, 4...6")
    #expect(listing.newest == 9)
    #expect(route(listing, to: 9) == "checkpoint 9")
    #expect(route(listing, to: 8) == nil)
  }

  @Test func `a checkpoint in parts counts when all are there`() throws {
    let parts = (1...3).map { part(4, $0, of: 3) }
    #expect(try LogListing(names: Array(parts[..<2])).checkpoints.isEmpty)
    #expect(try LogListing(names: parts.reversed()).checkpoints.map(\.names) == [parts])
    #expect(try LogListing(names: [part(4, 4, of: 3), part(4, 0, of: 3)]).checkpoints.isEmpty)
    #expect(try LogListing(names: parts + [part(4, 1, of: 2)]).checkpoints.count == 1)
  }

  @Test func `a checkpoint of version 2 stands in for nothing, but is known`() throws {
    let names = ["parquet", "json"].enumerated().map {
      "\(digits($0)).checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.\($1)"
    }
    let listing = try LogListing(names: names + [CommitFile.name(of: 2)])
    #expect(listing.version2Checkpoints == [0: names[0], 1: names[1]])
    #expect(listing.checkpoints.isEmpty)
    #expect(listing.newest == 2)
    #expect(listing.route(to: 2) == nil)
  }
}
