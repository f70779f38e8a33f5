// The C kernel of the sums, with the checks that it leaves to its callers.

internal import CKernels

/// Sums of some customers, worked out together.
struct CustomerKernel {
  /// Customers that are summed up at a time: few enough for the fastest memory.
  static let most = 512

  private var sums = [patron_customer_sums](repeating: patron_customer_sums(), count: most)

  /// The sums of customer `index` of those that were summed up last.
  subscript(_ index: Int) -> patron_customer_sums { sums[index] }

  /// Sums up customers; those without orders get sums without meaning.
  ///
  /// - Parameters:
  ///   - starts: `starts[i] - base..<starts[i + 1] - base` are the orders of customer i.
  ///   - base: what the starts are counted from.
  ///   - days: the days of all orders.
  ///   - amounts: their amounts, of which no sum needs more than 64 bits.
  ///   - recentAfter: the day before the recent ones.
  ///   - window: the days without an order that end a spell of activity, not negative.
  /// - Precondition: at most `most` customers, whose orders there are.
  mutating func sum(
    _ starts: Span<Int>, from base: Int, _ days: Span<Int32>, _ amounts: Span<Int64>,
    recentAfter: Int32, window: Int32
  ) {
    precondition((1...Self.most + 1).contains(starts.count), "some customers")
    let first = starts[0] - base
    let end = starts[starts.count - 1] - base
    precondition(first >= 0 && end <= days.count && end <= amounts.count, "orders of all")
    var falls = 0
    let earlier = starts.extracting(..<(starts.count - 1))
    let later = starts.extracting(1...)
    for index in 0..<earlier.count { falls |= later[index] < earlier[index] ? 1 : 0 }
    precondition(falls == 0, "starts that ascend")
    // SAFETY: the starts ascend from `first` to `end`, which lie within days and amounts, and there are sums for
    // as many customers: all checked above. What is not checked, order and sums, changes no address.
    unsafe starts.withUnsafeBufferPointer { starts in
      unsafe days.withUnsafeBufferPointer { days in
        unsafe amounts.withUnsafeBufferPointer { amounts in
          unsafe sums.withUnsafeMutableBufferPointer { sums in
            guard end > first, let starts = starts.baseAddress, let days = days.baseAddress,
              let amounts = amounts.baseAddress
            else { return }
            unsafe patron_sum_customers(
              starts, earlier.count, days + first, amounts + first, recentAfter,
              UInt32(max(0, window)), sums.baseAddress)
          }
        }
      }
    }
  }
}
