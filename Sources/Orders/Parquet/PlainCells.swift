// The loop over rows of a table that have nothing special: all three cells are there, the id is not blank, the
// day is one, and the amount is not negative and was not rounded.

internal import Columns

extension ChunkBuilder {
  /// Judges rows from `first` on up to one that needs a closer look.
  ///
  /// - Returns: that row, or the end of the part's rows if there is none.
  mutating func judgePlain(_ part: OrderPiece.Part, from first: Int) -> Int {
    let end = part.rows.upperBound
    let ids = part.customers.cells.identities
    let ends = part.customers.cells.texts.ends.span
    let hashes = ids.hashes.span
    let arePlain = ids.arePlain.span
    let days = part.dates.cells.days
    let minors = part.amounts?.cells.minors ?? []
    let hasAmounts = part.amounts != nil
    let customerPlaces = part.customers.places ?? []
    let datePlaces = part.dates.places ?? []
    let amountPlaces = part.amounts?.places ?? []
    let firstAmount = part.amounts?.firstRow ?? 0
    var rows = self.rows
    self.rows = []
    var row = first
    var revenue: Int128 = 0
    rows.append(addingCapacity: end - first) { output in
      let days = days.span
      let minors = minors.span
      let customerPlaces = customerPlaces.span
      let datePlaces = datePlaces.span
      let amountPlaces = amountPlaces.span
      while row < end {
        var amount: Int64 = 0
        if hasAmounts {
          let own = row - firstAmount
          let place = amountPlaces.isEmpty ? own : Int(amountPlaces[own])
          // What has no place is absent, and what needs a closer look is below zero.
          if place >= minors.count || minors[place] < 0 { break }
          amount = minors[place]
        }
        var own = row - part.dates.firstRow
        let date = datePlaces.isEmpty ? own : Int(datePlaces[own])
        if date >= days.count || UndecidedDate.isPacked(days[date]) { break }
        own = row - part.customers.firstRow
        let id = customerPlaces.isEmpty ? own : Int(customerPlaces[own])
        if id >= arePlain.count || !arePlain[id] { break }
        let start = id == 0 ? 0 : ends[id - 1]
        output.append(
          OrderChunk.Row(
            hash: hashes[id], amount: amount, idStart: start,
            idCount: UInt32(truncatingIfNeeded: ends[id] - start), day: days[date]))
        revenue += Int128(amount)
        row += 1
      }
    }
    self.rows = rows
    account.use(rows: row - first, revenue: revenue)
    if part.dates.cells.areUTC && row > first { hasUTC = true }
    return row
  }
}
