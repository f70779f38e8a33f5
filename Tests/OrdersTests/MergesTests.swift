import Testing

@testable import Orders

/// Ids that are one person.
@Suite struct MergesTests {
  private static func map(_ map: [String: String]) -> [[UInt8]: [UInt8]] {
    Dictionary(uniqueKeysWithValues: map.map { (Array($0.utf8), Array($1.utf8)) })
  }

  @Test func `what is recorded and what is given are followed to their ends`() throws {
    let merges = try Merges(
      Self.map(["b": "c", "x": "y", "a": "c"]), on: Self.map(["a": "b", "k": "l"]))
    #expect(merges.map == Self.map(["a": "c", "b": "c", "k": "l", "x": "y"]))
    #expect(merges.new == Self.map(["b": "c", "x": "y"]))
    let again = try Merges(Self.map(["a": "b"]), on: Self.map(["a": "b"]))
    #expect(again.new.isEmpty && again.map == Self.map(["a": "b"]))
  }

  @Test func `an id is one person, and not its own`() {
    let clash = #expect(throws: OrderError.self) {
      try Merges(Self.map(["a": "c"]), on: Self.map(["a": "b"]))
    }
    #expect(clash?.kind == .usage)
    #expect(
      clash?.problem
        == "the customer map says that 'a' is 'c', and the store that it is 'b'; map 'b' "
        + "to 'c', too")
    let cycle = #expect(throws: OrderError.self) {
      try Merges(Self.map(["b": "a"]), on: Self.map(["a": "b"]))
    }
    #expect(cycle?.kind == .usage && cycle?.problem.contains("back to itself") == true)
  }

  @Test func `ids of a map are in the key's form`() {
    let map = Self.map(["Ann@X.org ": "ann@y.org", " ": "b@x.org", "A@x.org": "a@X.ORG"])
    #expect(Merges.normalised(map, as: .email) == Self.map(["ann@x.org": "ann@y.org"]))
    #expect(Merges.normalised(map, as: .id) == map)
  }
}
