import Testing

@testable import Orders

@Suite struct ForgottenIDsTests {
  @Test func `knows an id by its keyed hash alone`() {
    let key = Array("Jefe".utf8)
    // RFC 4231, test case 2: the first half of the digest.
    let ids = ForgottenIDs(days: ["5bdcc146bf60754e6a042426089575c7": 19_000], key: key)
    #expect(ids.day(of: Array("what do ya want for nothing?".utf8)) == 19_000)
    #expect(ids.day(of: Array("what do ya want for nothing".utf8)) == nil)
    #expect(ids.day(of: []) == nil)
    let other = ForgottenIDs(days: ids.days, key: [1])
    #expect(other.day(of: Array("what do ya want for nothing?".utf8)) == nil)
    #expect(ids.hash(of: Array("a".utf8)).count == 32)
  }
}
