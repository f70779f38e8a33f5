internal import Bytes
internal import Columns

// Orders by customer: the customers are sorted and their orders counted, so every order goes to its place at once.
// Files mostly come in order of time; then it is the right one among those of its customer, too.
extension OrderBlock {
  /// Clusters what was gathered in some partitions, whose hashes ascend from one to the next.
  init(clustering partitions: [GatheredOrders]) {
    let orders = partitions.reduce(0) { $0 + $1.count }
    let largest = partitions.lazy.flatMap(\.packs).map(\.layout.count).max() ?? 0
    var columns = OrderColumns(capacity: largest)
    var sorter = CustomerSorter()
    days = .unwritten(orders)
    amounts = .unwritten(orders)
    let customers = partitions.reduce(0) { $0 + $1.customers.count }
    ids.reserve(rows: customers, bytes: partitions.reduce(0) { $0 + $1.customers.ids.count })
    hashes.reserveCapacity(customers)
    starts.reserveCapacity(customers + 1)
    for partition in partitions {
      let first = self.customers
      // By number of a customer, where its next order goes.
      var next = append(partition.customers, order: sorter.sort(partition.customers))
      for pack in partition.packs {
        pack.unpack(into: &columns)
        Self.place(columns, &next, &days, &amounts)
      }
      Self.sort(&days, &amounts, from: first, starts)
    }
  }

  /// Adds customers in the given order, and says where the orders of each begin.
  private mutating func append(_ table: CustomerTable, order: [UInt32]) -> [Int] {
    var places = [Int](repeating: 0, count: table.count)
    ids.append { bytes, ends in
      for number in order {
        let customer = table.customers[Int(number)]
        places[Int(number)] = starts[starts.count - 1]
        starts.append(starts[starts.count - 1] + Int(customer.orders))
        hashes.append(customer.hash)
        Words.append(table.ids.span.extracting(customer.id), to: &bytes)
        ends.append(bytes.count)
      }
    }
    return places
  }

  /// Puts each order where the next one of its customer goes.
  private static func place(
    _ columns: borrowing OrderColumns, _ next: inout [Int], _ days: inout [Int32],
    _ amounts: inout [Int64]
  ) {
    let customers = columns.customers.span
    let fromDays = columns.days.span
    let fromAmounts = columns.amounts.span
    var next = next.mutableSpan
    var days = days.mutableSpan
    var amounts = amounts.mutableSpan
    for index in 0..<columns.count {
      let customer = Int(customers[index])
      let place = next[customer]
      next[customer] = place + 1
      days[place] = fromDays[index]
      amounts[place] = fromAmounts[index]
    }
  }

  /// Sorts each customer's orders by day and amount.
  private static func sort(
    _ days: inout [Int32], _ amounts: inout [Int64], from first: Int, _ starts: [Int]
  ) {
    let starts = starts.span
    var days = days.mutableSpan
    var amounts = amounts.mutableSpan
    for customer in first..<starts.count - 1 {
      sort(starts[customer]..<starts[customer + 1], &days, &amounts)
    }
  }

  private static func sort(
    _ range: Range<Int>, _ days: inout MutableSpan<Int32>, _ amounts: inout MutableSpan<Int64>
  ) {
    var index = range.lowerBound + 1
    while index < range.upperBound,
      days[index - 1] < days[index]
        || days[index - 1] == days[index] && amounts[index - 1] <= amounts[index]
    {
      index += 1
    }
    if index >= range.upperBound { return }
    if range.count > 64 {
      let sorted = range.map { (days[$0], amounts[$0]) }.sorted { $0 < $1 }
      for (index, order) in zip(range, sorted) { (days[index], amounts[index]) = order }
      return
    }
    // By insertion: few are out of order.
    while index < range.upperBound {
      let day = days[index]
      let amount = amounts[index]
      var hole = index
      while hole > range.lowerBound,
        days[hole - 1] > day || days[hole - 1] == day && amounts[hole - 1] > amount
      {
        days[hole] = days[hole - 1]
        amounts[hole] = amounts[hole - 1]
        hole -= 1
      }
      days[hole] = day
      amounts[hole] = amount
      index += 1
    }
  }
}
