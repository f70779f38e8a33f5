internal import Columns
internal import Histories

extension ScoreTable {
  /// The columns that compare a customer with the base or with fixed windows.
  func segmentColumns(_ customers: Range<Int>, longestCLV: [Int64]) -> [Column] {
    let h = histories
    let revenue = h.revenue.span.extracting(customers)
    let r = rfm.r(h.lastDay.span.extracting(customers))
    let f = rfm.f(h.orders.span.extracting(customers))
    let stages = windows.stages(h, customers)
    let monetary = Field("m_score", .integer, isNullable: true)
    let tier = Field("value_tier", .text, isNullable: true)
    let predicted = Field("predicted_value_tier", .text, isNullable: true)
    let hero = Field("is_hero", .boolean, isNullable: true)
    let ofMoney: [Column] =
      if h.hasAmounts {
        [
          Column(monetary, .int32(rfm.m(revenue))),
          Column(
            tier, labels(ValueTier.self, ValueTier.indices(revenue, bounds: revenueBounds))),
          Column(
            predicted,
            labels(ValueTier.self, ValueTier.indices(longestCLV.span, bounds: clvBounds))),
          Column(hero, .boolean(heroes(customers))),
        ]
      } else {
        [monetary, tier, predicted, hero].map { .absent($0, count: customers.count) }
      }
    return [
      Column(Field("r_score", .integer), .int32(r)),
      Column(Field("f_score", .integer), .int32(f)),
      ofMoney[0],
      Column(
        Field("rfm_segment", .text), labels(RFMSegment.self, RFMSegment.indices(r: r, f: f))),
      Column(Field("lifecycle_stage", .text), labels(LifecycleStage.self, stages.codes)),
      Column(Field("lifecycle_stage_since", .date), .int32(stages.since)),
      ofMoney[1], ofMoney[2], ofMoney[3],
    ]
  }

  /// Who is in the top tenth by revenue and by purchase days.
  private func heroes(_ customers: Range<Int>) -> [Bool] {
    var result = [Bool](repeating: false, count: customers.count)
    var flags = result.mutableSpan
    let revenue = histories.revenue.span.extracting(customers)
    let days = histories.purchaseDays.span.extracting(customers)
    for index in 0..<customers.count {
      flags[index] = revenue[index] >= heroRevenue && days[index] >= heroDays
    }
    return result
  }
}

/// Labels by their place in `allCases`.
private func labels<Label: CaseIterable & RawRepresentable<String>>(
  _: Label.Type, _ codes: [UInt8]
) -> ColumnValues {
  .labels(codes: codes, names: Label.allCases.map(\.rawValue))
}
