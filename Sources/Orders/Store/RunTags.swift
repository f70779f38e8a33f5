internal import Delta

/// What the log says of a run, in `add.tags`: enough to check the file and to answer without reading it.
struct RunTags: Equatable {
  /// Of how many equal shares of the hashes `bucket` is one.
  var buckets: Int
  /// The number of customers.
  var customers: Int
  /// The sum of all amounts in minor units.
  var revenue: Int128
  /// The last order day.
  var lastDay: Int32
  /// The last day with an order of an amount other than zero, if there is one.
  var lastPaidDay: Int32?
  /// The first order day.
  var firstDay: Int32
  /// The orders that something was paid back of on a day.
  var refunded: Int
  /// Of orders that do not count, how many there are for each reason.
  var reasons: [String: ReasonSum]
  /// The CRC-32 of the file's end, from the footer's first byte on.
  var footerChecksum: UInt32
  /// The SHA-256 of the file, in hexadecimal.
  var sha256: String

  private enum Key {
    static let buckets = "patron.buckets"
    static let customers = "patron.customers"
    static let revenue = "patron.revenue"
    static let firstDay = "patron.first_day"
    static let lastDay = "patron.last_day"
    static let lastPaidDay = "patron.last_paid_day"
    static let refunded = "patron.refunded"
    /// Before the name of a reason.
    static let reason = "patron.reason."
    static let footer = "patron.footer_crc32"
    static let sha256 = "patron.sha256"
  }

  /// The tags of what was written.
  init(_ written: RunWriter.Summary, buckets: Int, sha256: String) {
    self.buckets = buckets
    customers = written.customers
    revenue = written.revenue
    firstDay = written.firstDay
    lastDay = written.lastDay
    lastPaidDay = written.lastPaidDay
    refunded = written.refunded
    reasons = written.reasons
    footerChecksum = written.footerChecksum
    self.sha256 = sha256
  }

  /// The tags of a file, or nil if another writer made it.
  ///
  /// Commits of other writers have no checksum: what contradicts itself is taken for theirs, and
  /// sums over all files stay within their types. Only files of orders have days and amounts.
  init?(_ add: Add, of table: StoreTable = .orders) {
    func tag(_ key: String) -> String? { add.tags?[key] ?? nil }
    let none = table.hasOrders ? nil : "0"
    guard let buckets = tag(Key.buckets).flatMap({ Int($0) }), (1...Bucket.most).contains(buckets),
      let customers = tag(Key.customers).flatMap({ Int($0) }), customers > 0,
      let revenue = (tag(Key.revenue) ?? none).flatMap({ Int128($0) }),
      let firstDay = (tag(Key.firstDay) ?? none).flatMap({ Int32($0) }),
      let lastDay = (tag(Key.lastDay) ?? none).flatMap({ Int32($0) }),
      let footer = tag(Key.footer).flatMap({ UInt32($0, radix: 16) }),
      let sha256 = tag(Key.sha256), firstDay <= lastDay, let orders = add.numRecords,
      customers <= orders, revenue.magnitude <= UInt128(orders) << 63
    else { return nil }
    self.buckets = buckets
    self.customers = customers
    self.revenue = revenue
    self.firstDay = firstDay
    self.lastDay = lastDay
    lastPaidDay = tag(Key.lastPaidDay).flatMap { Int32($0) }
    let refunded = tag(Key.refunded).map { Int($0) ?? -1 } ?? 0
    guard (0...orders).contains(refunded) else { return nil }
    self.refunded = refunded
    reasons = [:]
    for case (let key, let sum?) in add.tags ?? [:] where key.hasPrefix(Key.reason) {
      guard let sum = ReasonSum(tag: sum, orders: orders) else { return nil }
      reasons[String(key.dropFirst(Key.reason.count))] = sum
    }
    footerChecksum = footer
    self.sha256 = sha256
  }

  /// As the log has them.
  func tags(of table: StoreTable = .orders) -> [String: String?] {
    var tags: [String: String?] = [
      Key.buckets: "\(buckets)", Key.customers: "\(customers)",
      Key.footer: String(footerChecksum, radix: 16), Key.sha256: sha256,
    ]
    guard table.hasOrders else { return tags }
    tags[Key.revenue] = "\(revenue)"
    tags[Key.firstDay] = "\(firstDay)"
    tags[Key.lastDay] = "\(lastDay)"
    if let lastPaidDay { tags[Key.lastPaidDay] = "\(lastPaidDay)" }
    if refunded > 0 { tags[Key.refunded] = "\(refunded)" }
    for (reason, sum) in reasons { tags[Key.reason + reason] = sum.tag }
    return tags
  }
}

/// One of so many equal shares of the customers' hashes: their top bits.
struct Bucket: Hashable {
  /// The most buckets that a store has: more gain nothing, and a small import makes a file in each.
  static let most = 64
  /// Above so many orders a bucket is cut in two, when the store is compacted.
  private static let mostOrders = 1 << 25

  /// Which of them.
  var index: Int
  /// Of how many: a power of two.
  var count: Int

  /// The bucket of the given place.
  init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  /// The bucket of a customer's hash.
  init(of hash: UInt64, count: Int) {
    self.count = count
    index = Int((UInt128(hash) * UInt128(count)) >> 64)
  }

  /// The buckets that so many orders call for.
  static func count(forOrders orders: Int) -> Int {
    var count = 1
    while count < most && orders / count > mostOrders { count *= 2 }
    return count
  }

  /// Whether it has hashes in common with another.
  func overlaps(_ other: Bucket) -> Bool {
    count <= other.count
      ? other.index / (other.count / count) == index : index / (count / other.count) == other.index
  }
}
