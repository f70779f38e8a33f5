import Columns
import Histories
import TestSupport
import Testing

@testable import Segments

@Suite struct RepurchaseGapsTests {
  /// F(t) by its definition: every gap, ended or not, is looked at for every length.
  private func curve(_ ended: [Int], _ open: [Int], until last: Int) -> [Double] {
    var survival = 1.0
    return (0...last).map { t in
      let events = ended.count { $0 == t }
      let atRisk = ended.count { $0 >= t } + open.count { $0 >= t }
      if events > 0 { survival *= 1 - Double(events) / Double(atRisk) }
      return 1 - survival
    }
  }

  private func gaps(_ base: Base) -> (ended: [Int], open: [Int]) {
    var (ended, open): ([Int], [Int]) = ([], [])
    for orders in base.customers {
      let days = Set(orders.map { Int($0.ago) }).sorted(by: >)
      ended += zip(days, days.dropFirst()).map { $0 - $1 }
      open.append(days[days.count - 1])
    }
    return (ended, open)
  }

  private func repurchase(_ base: Base, until last: Int) -> RepurchaseGaps {
    var counts = [Int](repeating: 0, count: last + 1)
    for gap in gaps(base).ended { counts[min(gap, last)] += 1 }
    return RepurchaseGaps(base.histories(), ended: counts)
  }

  @Test func `percentiles are those of Kaplan and Meier's curve, of the gaps that end`() throws {
    var generator = Generator.seeded()
    for _ in 0..<20 {
      let base = Base.random(60, using: &generator)
      let (ended, open) = gaps(base)
      let curve = curve(ended, open, until: 480)
      let found = repurchase(base, until: 480)
      #expect(found.ended == ended.count && found.open == 60)
      #expect(abs(found.everEnded - curve[480]) < 1e-12)
      for share in [0.5, 0.8, 0.95] {
        #expect(found.percentile(share) == curve.firstIndex { $0 >= share * curve[480] - 1e-12 })
      }
    }
  }

  @Test func `the textbook's remission times come out as printed`() throws {
    // Freireich et al. 1963, 6-mercaptopurine: 9 of 21 remissions ended, at 6, 6, 6, 7, 10, 13, 16, 22 and 23 weeks;
    // S(23) = .448 and S(10) = .753 in every textbook. Each remission is a customer here, an ended one with a last
    // purchase on the day itself, whose own open gap has length 0 and is at risk at no event.
    let ended: [Int32] = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    let open: [Int32] = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    var base = Base()
    for weeks in ended { base.customers.append([(ago: weeks, amount: 1), (ago: 0, amount: 1)]) }
    for weeks in open { base.customers.append([(ago: weeks, amount: 1)]) }
    let found = repurchase(base, until: 40)
    #expect(abs(1 - found.everEnded - 0.448) < 0.0005)
    // F(10) = .247 is the first of at least .55 F(23).
    #expect(found.percentile(0.247 / 0.552) == 10)
  }

  @Test func `without gaps, and where all are alike, there are no windows`() {
    #expect(repurchase(Base(customers: [[(3, 1)], [(9, 1)]]), until: 40).windows == nil)
    let days: [(ago: Int32, amount: Int64)] = [(30, 1), (20, 1), (10, 1)]
    let alike = Base(customers: Array(repeating: days, count: 9))
    #expect(repurchase(alike, until: 40).percentile(0.8) == 10)
    #expect(repurchase(alike, until: 40).windows == nil)
  }

  @Test func `gaps as long as can be told or longer are one`() {
    let base = Base(customers: [[(39, 1), (0, 1)], [(10, 1), (5, 1)]])
    #expect(repurchase(base, until: 20).percentile(1) == 20)
  }
}
