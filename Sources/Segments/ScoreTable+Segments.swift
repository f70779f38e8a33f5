internal import Columns
internal import Histories

extension ScoreTable {
  /// The columns that compare a customer with the base or with fixed windows.
  func segmentColumns(_ customers: Range<Int>) -> [Column] {
    let h = histories
    let count = customers.count
    let r = customers.map { rfm.r(h.asOf.rawValue - h.lastDay[$0]) }
    let f = customers.map { rfm.f(h.orders[$0]) }
    let stages = customers.map { windows.stage(h, $0) }
    let monetary = Field("m_score", .integer, isNullable: true)
    let tier = Field("value_tier", .text, isNullable: true)
    let predicted = Field("predicted_value_tier", .text, isNullable: true)
    let hero = Field("is_hero", .boolean, isNullable: true)
    let ofMoney: [Column] =
      if h.hasAmounts {
        [
          Column(monetary, .int32(customers.map { rfm.m(h.revenue[$0]) })),
          Column(
            tier,
            labels(
              ValueTier.self,
              customers.map {
                ValueTier.index(h.revenue[$0], bounds: revenueBounds)
              })),
          Column(
            predicted,
            labels(
              ValueTier.self,
              customers.map {
                ValueTier.index(longestCLV[$0], bounds: clvBounds)
              })),
          Column(
            hero,
            .boolean(
              customers.map {
                h.revenue[$0] >= heroRevenue && Int64(h.purchaseDays[$0]) >= heroDays
              })),
        ]
      } else {
        [monetary, tier, predicted, hero].map { .absent($0, count: count) }
      }
    return [
      Column(Field("r_score", .integer), .int32(r)),
      Column(Field("f_score", .integer), .int32(f)),
      ofMoney[0],
      Column(
        Field("rfm_segment", .text),
        labels(RFMSegment.self, zip(r, f).map { place(RFMSegment(r: $0, f: $1)) })),
      Column(
        Field("lifecycle_stage", .text),
        labels(LifecycleStage.self, stages.map { place($0.stage) })),
      Column(
        Field("lifecycle_stage_since", .date), .int32(stages.map(\.since.rawValue))),
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

/// The place of a case in `allCases`.
private func place<Label: CaseIterable & Equatable>(_ label: Label) -> UInt8 {
  for (index, other) in Label.allCases.enumerated() where other == label { return UInt8(index) }
  preconditionFailure("a case is one of all cases")
}
