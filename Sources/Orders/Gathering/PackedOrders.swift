// Orders by columns, each in as few bytes a value as its range needs:
//
//   customers   number                  low byte first
//   days        day - firstDay
//   amounts     amount - leastAmount
//   8 bytes that mean nothing: values are written and read by words of eight bytes

internal import Bytes
internal import Columns

/// Orders one after the other, as columns in memory to work in.
struct OrderColumns: Sendable {
  /// The most orders that are packed together.
  static let most = 1 << 14

  /// The number of orders.
  var count = 0
  /// The number of orders that there is room for.
  let capacity: Int
  /// The number of each order's customer.
  var customers: [UInt32]
  /// The day.
  var days: [Int32]
  /// The amount in minor units.
  var amounts: [Int64]
  /// What warming up came to.
  var warmth = 0

  /// Columns without orders, with room for some.
  init(capacity: Int) {
    self.capacity = capacity
    customers = Array(repeating: 0, count: capacity)
    days = Array(repeating: 0, count: capacity)
    amounts = Array(repeating: 0, count: capacity)
  }

  /// Turns the days of some orders that were left open into the days they are in a column of that order.
  ///
  /// - Precondition: every one of them is a date in that order.
  mutating func decide(_ orders: Range<Int>, _ order: DateOrder) {
    for index in orders where UndecidedDate.isPacked(days[index]) {
      guard let day = UndecidedDate(packed: days[index]).day(order) else {
        preconditionFailure("a date that does not read in the column's order is an error before")
      }
      days[index] = day.rawValue
    }
  }
}

/// Some orders in few bytes.
///
/// The next thousands of a partition's orders, in order of time, take six bytes each: two for one of ten
/// thousand customers, one for the day, three for the amount.
struct PackedOrders: Sendable {
  /// Where the columns stand and what their values count from.
  struct Layout: Sendable {
    /// The number of orders.
    let count: Int
    /// The order of day and month that dates which are open are in; nil until it is known, or if there are none.
    private(set) var order: DateOrder?
    /// The least day, or the stand-in of a date that is open: below every day.
    fileprivate let firstDay: Int32
    fileprivate let leastAmount: Int64
    fileprivate let customers: Place
    fileprivate let days: Place
    fileprivate let amounts: Place

    /// The number of bytes.
    var size: Int { amounts.start + count * amounts.width + 8 }

    /// Says what days the open dates are; if it was said before, it stays.
    mutating func decide(_ order: DateOrder) {
      if UndecidedDate.isPacked(firstDay) && self.order == nil { self.order = order }
    }
  }

  /// Where a column stands: from which byte on, and in how many bytes a value.
  fileprivate struct Place: Sendable {
    let start: Int
    let width: Int
    /// The bits of a word that are the value's.
    let mask: UInt64

    /// A column of values from 0 to `greatest`.
    init(start: Int, greatest: UInt64) {
      self.start = start
      width = (71 - greatest.leadingZeroBitCount) / 8
      mask = width == 0 ? 0 : .max >> UInt64(64 - 8 * width)
    }
  }

  /// How the bytes are laid out.
  var layout: Layout
  /// The columns.
  let bytes: [UInt8]
  /// For each number of a customer the one that it has now; empty if they are the same.
  private let numbers: [UInt32]

  /// Orders that were packed before, of customers that have other numbers now.
  ///
  /// - Precondition: there are `layout.size` bytes, and a number for each that stands in them.
  init(_ layout: Layout, bytes: [UInt8], numbers: [UInt32]) {
    self.layout = layout
    self.bytes = bytes
    self.numbers = numbers
  }

  /// Packs the orders that stand in `columns`.
  ///
  /// - Precondition: there is one.
  init(_ columns: borrowing OrderColumns) {
    layout = Layout(columns)
    let customers = columns.customers.span
    let days = columns.days.span
    let amounts = columns.amounts.span
    var bytes = [UInt8](repeating: 0, count: layout.size)
    var target = bytes.mutableSpan
    // In the order of the bytes: what a word has too many is overwritten by the next one.
    for index in 0..<layout.count {
      Words.set(
        UInt64(customers[index]), in: &target,
        at: layout.customers.start + index * layout.customers.width)
    }
    for index in 0..<layout.count {
      Words.set(
        UInt64(UInt32(bitPattern: days[index] &- layout.firstDay)), in: &target,
        at: layout.days.start + index * layout.days.width)
    }
    for index in 0..<layout.count {
      Words.set(
        UInt64(bitPattern: amounts[index] &- layout.leastAmount), in: &target,
        at: layout.amounts.start + index * layout.amounts.width)
    }
    self.bytes = bytes
    numbers = []
  }

  /// Writes the orders to `columns`, which have room for them.
  func unpack(into columns: inout OrderColumns) {
    layout.unpack(bytes.span, into: &columns)
    if numbers.isEmpty { return }
    var customers = columns.customers.mutableSpan
    let now = numbers.span
    for index in 0..<layout.count { customers[index] = now[Int(customers[index])] }
  }
}

extension PackedOrders.Layout {
  fileprivate init(_ columns: borrowing OrderColumns) {
    count = columns.count
    let customers = columns.customers.span
    let days = columns.days.span
    let amounts = columns.amounts.span
    var numbers: UInt32 = 0
    var (firstDay, lastDay) = (days[0], days[0])
    var (least, greatest) = (amounts[0], amounts[0])
    for index in 0..<count {
      numbers |= customers[index]
      firstDay = min(firstDay, days[index])
      lastDay = max(lastDay, days[index])
      least = min(least, amounts[index])
      greatest = max(greatest, amounts[index])
    }
    self.firstDay = firstDay
    leastAmount = least
    self.customers = PackedOrders.Place(start: 0, greatest: UInt64(numbers))
    self.days = PackedOrders.Place(
      start: count * self.customers.width,
      greatest: UInt64(UInt32(bitPattern: lastDay &- firstDay)))
    self.amounts = PackedOrders.Place(
      start: self.days.start + count * self.days.width,
      greatest: UInt64(bitPattern: greatest &- least))
  }

  fileprivate func unpack(_ bytes: Span<UInt8>, into columns: inout OrderColumns) {
    columns.count = count
    var numbers = columns.customers.mutableSpan
    for index in 0..<count {
      let word = Words.word(bytes, customers.start + index * customers.width)
      numbers[index] = UInt32(truncatingIfNeeded: word & customers.mask)
    }
    var days = columns.days.mutableSpan
    for index in 0..<count {
      let word = Words.word(bytes, self.days.start + index * self.days.width)
      days[index] = firstDay &+ Int32(truncatingIfNeeded: word & self.days.mask)
    }
    var amounts = columns.amounts.mutableSpan
    for index in 0..<count {
      let word = Words.word(bytes, self.amounts.start + index * self.amounts.width)
      amounts[index] = leastAmount &+ Int64(bitPattern: word & self.amounts.mask)
    }
    if let order { columns.decide(0..<count, order) }
  }
}
