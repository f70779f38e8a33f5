internal import Columns
internal import Histories

extension ScoreTable {
  /// The columns that compare a customer with the base or with fixed windows.
  func segmentColumns(_ customers: Range<Int>, longestCLV: [Int64]) -> [Column] {
    let h = histories
    let revenue = revenue.span.extracting(customers)
    let r = rfm.r(h.lastDay.span.extracting(customers))
    let f = rfm.f(orders.span.extracting(customers))
    let m = h.hasAmounts ? rfm.m(revenue) : []
    let segments = ColumnValues.labels(
      codes: rules.map.places(r: r, f: f, m: m), names: rules.map.segments)
    let stages = rules.windows.stages(h, customers)
    let monetary = Field("m_score", .integer, isNullable: true)
    let tier = Field("value_tier", .text, isNullable: true)
    let predicted = Field("predicted_value_tier", .text, isNullable: true)
    let hero = Field("is_hero", .boolean, isNullable: true)
    let ofMoney: [Column] =
      if h.hasAmounts {
        [
          Column(monetary, .int32(m)),
          Column(
            tier, labels(ValueTier.self, ValueTier.indices(revenue, bounds: revenueBounds))),
          Column(
            predicted,
            labels(ValueTier.self, ValueTier.indices(longestCLV.span, bounds: clvBounds))),
          Column(hero, .boolean(isHero(customers))),
        ]
      } else {
        [monetary, tier, predicted, hero].map { .absent($0, count: customers.count) }
      }
    return [
      Column(Field("r_score", .integer), .int32(r)),
      Column(Field("f_score", .integer), .int32(f)),
      ofMoney[0],
      Column(Field("rfm_segment", .text), segments),
      Column(Field("lifecycle_stage", .text), labels(LifecycleStage.self, stages.codes)),
      Column(Field("lifecycle_stage_since", .date), .int32(stages.since)),
      ofMoney[1], ofMoney[2], ofMoney[3],
    ]
  }
}

/// Labels by their place in `allCases`.
private func labels<Label: CaseIterable & RawRepresentable<String>>(
  _: Label.Type, _ codes: [UInt8]
) -> ColumnValues {
  .labels(codes: codes, names: Label.allCases.map(\.rawValue))
}
