internal import Columns
internal import Orders

/// What customers' orders say of channels, countries and discounts.
struct OrderProfile: Sendable {
  /// The channel of the first order.
  private var firstChannels = CodedTexts()
  /// The channel of the last order.
  private var lastChannels = CodedTexts()
  private var channels = Favourites()
  /// The country of the last order that has one.
  private var countries = CodedTexts()
  private var orders: [Int32] = []
  /// The orders that were made cheaper, by a code or by a discount.
  private var discounted: [Int32] = []

  /// Nobody's.
  init() {}

  /// The number of customers.
  var count: Int { orders.count }

  /// Of some customers.
  init(_ details: OrderDetails) {
    var favourites = Favourites.Tally(details.channels)
    var firstChannels: [Int32] = []
    var lastChannels: [Int32] = []
    var countries: [Int32] = []
    for customer in 0..<details.customers {
      let own = details.starts[customer]..<details.starts[customer + 1]
      var cheaper: Int32 = 0
      for order in own {
        favourites.add(order, revenue: Int128(details.amounts[order]))
        cheaper += details.isDiscounted(order) ? 1 : 0
      }
      favourites.close()
      firstChannels.append(details.channels.codes[own.lowerBound])
      lastChannels.append(details.channels.codes[own.upperBound - 1])
      countries.append(details.countries.codes[own].last { $0 >= 0 } ?? -1)
      orders.append(Int32(clamping: own.count))
      discounted.append(cheaper)
    }
    channels = favourites.favourites()
    self.firstChannels.append(firstChannels, of: details.channels)
    self.lastChannels.append(lastChannels, of: details.channels)
    self.countries.append(countries, of: details.countries)
  }

  /// Adds customers.
  mutating func append(_ other: OrderProfile) {
    firstChannels.append(other.firstChannels.codes, of: other.firstChannels)
    lastChannels.append(other.lastChannels.codes, of: other.lastChannels)
    channels.append(other.channels)
    countries.append(other.countries.codes, of: other.countries)
    orders += other.orders
    discounted += other.discounted
  }

  /// The country of a customer's last order that has one.
  func country(of customer: Int) -> String? {
    let code = Int(countries.codes[customer])
    return code < 0 ? nil : String(decoding: countries.names[code], as: UTF8.self)
  }

  /// The columns of some customers, as far as orders have anything of the kinds.
  func columns(_ customers: Range<Int>, _ kinds: Set<OrderDetails.Kind>) -> [Column] {
    var columns: [Column] = []
    if kinds.contains(.channel) {
      columns = [
        firstChannels.column("first_channel", customers),
        lastChannels.column("last_channel", customers),
      ]
      columns += channels.columns(customers, "channel", "channels", of: "orders")
    }
    if kinds.contains(.country) { columns.append(countries.column("country", customers)) }
    if !kinds.isDisjoint(with: [.discount, .discountCode]) {
      columns += [
        Column(Field("discounted_orders", .integer), .int32(Array(discounted[customers]))),
        .reals(
          "discounted_order_share", customers.map { Double(discounted[$0]) / Double(orders[$0]) }),
      ]
    }
    return columns
  }
}
