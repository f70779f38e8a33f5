internal import Columns
internal import Orders

/// What the lines of customers' orders say of categories, brands and prices.
struct LineProfile: Sendable {
  private var categories = Favourites()
  private var brands = Favourites()
  /// The median of price by the category's median price; -1 if nobody knows.
  private var pricePoints: [Double] = []

  /// Nobody's.
  init() {}

  /// The number of customers.
  var count: Int { pricePoints.count }

  /// Of some customers, with the categories' median prices.
  init(_ lines: LineDetails, medians: [[UInt8]: Double]) {
    let named = lines.texts[.category] ?? CodedTexts()
    let usual = (0..<named.names.count).map { medians[Array(named.names[$0])] }
    var (categories, brands) = (
      Favourites.Tally(named), Favourites.Tally(lines.texts[.brand] ?? CodedTexts())
    )
    pricePoints = Array(repeating: -1, count: lines.ofCustomers)
    var next = 0
    for place in 0..<lines.ofCustomers {
      if next < lines.customers && lines.places[next] == place {
        var points: [Double] = []
        for line in lines.starts[next]..<lines.starts[next + 1] where lines.quantities[line] > 0 {
          let revenue = lines.revenues[line] ?? 0
          categories.add(line, revenue: revenue)
          brands.add(line, revenue: revenue)
          let category = Int(named.codes[line])
          if category >= 0, let median = usual[category], let price = lines.boughtPrice(line) {
            points.append(Double(price) / median)
          }
        }
        pricePoints[place] = Self.median(&points) ?? -1
        next += 1
      }
      categories.close()
      brands.close()
    }
    self.categories = categories.favourites()
    self.brands = brands.favourites()
  }

  /// The median; of two in the middle their mean.
  private static func median(_ values: inout [Double]) -> Double? {
    if values.isEmpty { return nil }
    values.sort()
    return (values[(values.count - 1) / 2] + values[values.count / 2]) / 2
  }

  /// Adds customers.
  mutating func append(_ other: LineProfile) {
    categories.append(other.categories)
    brands.append(other.brands)
    pricePoints += other.pricePoints
  }

  /// The columns of some customers, as far as lines have anything of the kinds.
  func columns(_ customers: Range<Int>, _ kinds: Set<LineDetails.Kind>) -> [Column] {
    var columns: [Column] = []
    if kinds.contains(.category) {
      columns = categories.columns(customers, "category", "categories", of: "lines")
      let points = pricePoints[customers]
      columns.append(.reals("price_point", Array(points), validity: points.map { $0 >= 0 }))
    }
    if kinds.contains(.brand) {
      columns += brands.columns(customers, "brand", "brands", of: "lines")
    }
    return columns
  }
}
