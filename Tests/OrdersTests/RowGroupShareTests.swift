import TestSupport
import Testing

@testable import Orders

@Suite struct RowGroupShareTests {
  @Test func `neighbours fill a row group up to five quarters`() {
    let counts = [50, 50, 25, 1, 130, 0, 0, 125]
    let shares = RowGroupShare.shares(of: 0..<8, rows: 100) { counts[$0] }
    #expect(shares == [0..<3, 3..<4, 4..<5, 5..<8])
    #expect(RowGroupShare.shares(of: 2..<3, rows: 1) { counts[$0] } == [2..<3])
  }

  @Test func `every block is in one share, and none could take the next block too`() {
    var generator = Generator.seeded()
    for _ in 0..<200 {
      let counts = (0..<20).map { _ in Int.random(in: 0..<60, using: &generator) }
      let shares = RowGroupShare.shares(of: 3..<20, rows: 100) { counts[$0] }
      #expect(Array(shares.joined()) == Array(3..<20))
      for (share, next) in zip(shares, shares.dropFirst()) {
        #expect(counts[share].reduce(counts[next.lowerBound], +) > 125)
        #expect(share.count == 1 || counts[share].reduce(0, +) <= 125)
      }
    }
  }
}
