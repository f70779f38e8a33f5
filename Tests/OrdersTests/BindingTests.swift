import Foundation
import TestSupport
import Testing

@testable import Orders

/// Which columns of real files mean what.
@Suite struct BindingTests {
  private func bind(
    _ header: String, _ change: (inout OrderOptions) -> Void = { _ in }
  ) throws -> Binding {
    var options = OrderOptions()
    change(&options)
    let names = header.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return try Binding(header: names, path: "a.csv", options: options)
  }

  /// `role=name` of each bound column.
  private func columns(_ binding: Binding) -> [String] {
    binding.columns.map { "\($0.role.rawValue)=\($0.name)" }
  }

  private static let shopify = """
    Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,\
    Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,\
    Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,\
    Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,\
    Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,\
    Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,\
    Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,\
    Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,\
    Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Phone,\
    Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,\
    Next Payment Due At,Payment References
    """

  @Test func `a Shopify export is lines whose order stands on the first`() throws {
    let binding = try bind(Self.shopify)
    #expect(binding.preset == "shopify" && binding.shape == .lines && binding.fills)
    #expect(binding.key == .email && binding.plain == nil && !binding.lacksAmounts)
    #expect(
      columns(binding) == [
        "order_id=Name", "email=Email", "status=Financial Status",
        "contact.consent=Accepts Marketing",
        "currency=Currency", "shipping=Shipping", "tax=Taxes", "order_total=Total",
        "discount_code=Discount Code", "discount=Discount Amount", "stamp=Created at",
        "quantity=Lineitem quantity", "unit_price=Lineitem price", "product=Lineitem sku",
        "contact.name=Billing Name", "contact.city=Billing City", "contact.postcode=Billing Zip",
        "country=Shipping Country", "refund_date=Cancelled at", "refunded=Refunded Amount",
        "brand=Vendor", "channel=Source", "line_discount=Lineitem discount", "phone=Phone",
        "tax=Duties",
      ])
    #expect(binding.missing == [])
    #expect(binding.unused.contains("Notes") && binding.unused.contains("Subtotal"))
    #expect(binding.rules.statuses["authorized"] == .setAside(.pending))
  }

  @Test func `an older Shopify export lacks columns and is one all the same`() throws {
    let binding = try bind(
      "Name,Email,Financial Status,Total,Created at,Lineitem quantity,Lineitem price,Lineitem name")
    #expect(binding.preset == "shopify" && binding.missing.contains(.refunded))
    #expect(columns(binding).contains("product=Lineitem name"))
  }

  @Test func `a WooCommerce export is orders, whose customer 0 is a guest`() throws {
    let binding = try bind(
      "order_id,order_number,order_date,paid_date,status,shipping_total,shipping_tax_total,fee_total,"
        + "fee_tax_total,tax_total,cart_discount,order_discount,discount_total,order_total,"
        + "order_subtotal,order_currency,payment_method,payment_method_title,transaction_id,"
        + "customer_ip_address,customer_user_agent,shipping_method,customer_id,customer_user,"
        + "customer_email,billing_first_name,billing_last_name,billing_country,line_item_1")
    #expect(binding.preset == "woocommerce" && binding.shape == .orders && binding.key == .id)
    #expect(binding.rules.guests == ["0"] && binding.rules.monthFirst == true)
    let columns = columns(binding)
    for column in [
      "order_id=order_id", "customer_id=customer_id", "order_total=order_total", "tax=tax_total",
      "shipping=shipping_total", "stamp=order_date", "status=status", "email=customer_email",
    ] {
      #expect(columns.contains(column))
    }
    #expect(binding.unused.contains("shipping_tax_total"), "it is in tax_total")
    #expect(binding.rules.statuses["wc-on-hold"] == .setAside(.pending))
  }

  @Test func `Stripe payments are orders with stamps in UTC`() throws {
    for stamp in ["Created (UTC)", "Created date (UTC)"] {
      let binding = try bind(
        "id,Description,Seller Message,\(stamp),Amount,Amount Refunded,Currency,Captured,"
          + "Converted Amount,Converted Amount Refunded,Converted Currency,Fee,Mode,Status,"
          + "Customer ID,Customer Description,Customer Email")
      #expect(binding.preset == "stripe" && binding.rules.stampZone == "UTC")
      let columns = columns(binding)
      for column in [
        "order_id=id", "stamp=\(stamp)", "order_total=Amount", "refunded=Amount Refunded",
        "captured=Captured", "test=Mode", "customer_id=Customer ID",
      ] {
        #expect(columns.contains(column))
      }
      #expect(binding.rules.testValue == "test")
    }
  }

  @Test(arguments: [
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
    "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country",
  ])
  func `both editions of Online Retail are lines`(header: String) throws {
    let binding = try bind(header)
    #expect(binding.preset == "online-retail" && binding.shape == .lines && !binding.fills)
    #expect(
      binding.columns.map(\.role) == [
        .orderID, .product, .also, .quantity, .stamp, .unitPrice, .customerID, .country,
      ])
    #expect(binding.missing == [] && binding.unused == [])
    let rules = binding.rules
    #expect(rules.hasFloatIDs && rules.dropsDuplicateLines && rules.cancelPrefix == "C")
    #expect(
      rules.notProducts.contains("BANK CHARGES") && rules.notProducts.contains("gift_0001_90"))
    #expect(!rules.notProducts.contains("M"))
  }

  @Test func `Olist is several files by their headers`() throws {
    let files = [
      (
        "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,"
          + "order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date",
        RowShape.orders, [Role.orderID, .customerID, .status, .stamp]
      ),
      (
        "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
        .items,
        [.orderID, .lineNumber, .product, .unitPrice, .shipping]
      ),
      (
        "order_id,payment_sequential,payment_type,payment_installments,payment_value", .payments,
        [.orderID, .amount]
      ),
      (
        "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
        .customers, [.alias, .customerID, .postcode, .city]
      ),
    ]
    for (header, shape, roles) in files {
      let binding = try bind(header)
      #expect(binding.preset == "olist" && binding.shape == shape)
      #expect(binding.columns.map(\.role) == roles)
      #expect(!binding.lacksAmounts, "its money stands in another file")
    }
  }

  /// Files of orders that need nothing but three columns, and the ones that those are.
  @Test(arguments: [
    ("customer_id,order_date,amount", "customer_id order_date amount", 0),
    ("masterid,sampleid,date,cds,sales", "masterid date sales", 2),
    ("customer_id,date,number_of_cds,dollar_value", "customer_id date dollar_value", 1),
    ("customer_id,_,order_date,quantity,amount", "customer_id order_date amount", 1),
    ("Id,Date,Price", "Id Date Price", 0),
    ("customer_id,trans_date,tran_amount", "customer_id trans_date tran_amount", 0),
    ("cust,date", "cust date", 0),
    ("date,id", "date id", 0),
    ("client,day,price,weight", "client day price", 1),
    ("customer_id,date,price,quantity,amount", "customer_id date amount", 2),
  ])
  func `three columns alone are plain`(header: String, bound: String, unused: Int) throws {
    let binding = try bind(header)
    #expect(binding.preset == "generic" && binding.shape == .orders)
    #expect(binding.columns.map(\.name).joined(separator: " ") == bound)
    #expect(binding.unused.count == unused)
    let plain = try #require(binding.plain)
    #expect(binding.lacksAmounts == (plain.amount == nil))
    let names = header.split(separator: ",").map(String.init)
    let today = try ColumnBinding(
      header: names, path: "a.csv", customer: nil, date: nil,
      amount: plain.amount == nil ? .none : .guess)
    #expect(plain == today)
  }

  @Test func `a basket of products is lines of orders`() throws {
    let binding = try bind(
      "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,"
        + "coupon_match_disc,week,transaction_timestamp")
    #expect(binding.preset == "generic" && binding.shape == .lines && binding.plain == nil)
    #expect(
      columns(binding) == [
        "customer_id=household_id", "order_id=basket_id", "product=product_id", "quantity=quantity",
        "line_total=sales_value", "stamp=transaction_timestamp",
      ])
    #expect(binding.unused.contains("retail_disc"), "sales_value is without it already")
  }

  @Test func `a price beside a quantity is that of a piece`() throws {
    let binding = try bind("customer_id,date,price,quantity")
    #expect(
      columns(binding) == [
        "customer_id=customer_id", "stamp=date", "unit_price=price", "quantity=quantity",
      ])
    #expect(binding.plain == nil && !binding.lacksAmounts)
    let named = try bind("customer_id,date,price,quantity") { $0.amount = .named("price") }
    #expect(named.plain?.amount?.name == "price" && named.unused == ["quantity"])
  }

  @Test func `net revenue has no tax to take off`() throws {
    #expect(try bind("customer_id,date,net_revenue,tax").unused == ["tax"])
    #expect(try bind("customer_id,date,amount,tax").columns.map(\.role).contains(.tax))
  }

  @Test func `columns beyond the three that mean something are details`() throws {
    for column in [
      "order_id", "status", "currency", "Country", "discount", "email", "refunded_amount",
    ] {
      let binding = try bind("customer_id,date,amount,\(column)")
      #expect(binding.plain == nil && binding.unused == [], "\(column)")
    }
    #expect(try bind("customer_id,date,amount,comment").plain != nil)
  }

  @Test func `options name columns and decide what they are`() throws {
    let binding = try bind("Kunde,Tag,Betrag,Beleg,Artikel,Menge") {
      $0.customer = "kunde"
      $0.date = "Tag"
      $0.amount = .named("Betrag")
      $0.orderID = "Beleg"
      $0.product = "Artikel"
      $0.quantity = "Menge"
    }
    #expect(binding.shape == .lines && binding.unused == [])
    #expect(
      binding.columns.map(\.role) == [
        .customerID, .stamp, .lineTotal, .orderID, .product, .quantity,
      ])
    #expect(binding.columns.allSatisfy { !$0.isGuess })
    let total = try bind("customer_id,date,product,total") { $0.amount = .named("total") }
    #expect(total.columns.map(\.role) == [.customerID, .stamp, .product, .orderTotal])
  }

  @Test func `the key may be another than the source's`() throws {
    let binding = try bind("customer_id,email,date,amount") { $0.customerKey = .email }
    #expect(binding.key == .email && binding.plain == nil && binding.unused == ["customer_id"])
    let error = #expect(throws: OrderError.self) {
      try bind("customer_id,date,amount") { $0.customerKey = .phone }
    }
    #expect(error?.problem.hasPrefix("no column looks like the customer's phone number") == true)
    let shopify = #expect(throws: OrderError.self) {
      try bind(Self.shopify) { $0.customerKey = .id }
    }
    #expect(shopify?.problem.hasPrefix("no column looks like the customer id") == true)
  }

  @Test func `a source that was named is taken, and has to fit`() throws {
    let generic = try bind(
      "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"
    ) {
      $0.source = "generic"
    }
    #expect(generic.preset == "generic" && generic.shape == .lines)
    #expect(throws: OrderError.self) { try bind("a,b,c") { $0.source = "olist" } }
  }

  @Test(arguments: [
    ("a,b,c", "no column looks like the customer id"),
    ("customer_id,amount", "no column looks like the order date"),
    ("customer_id,date,weight", "or use --amount none if the orders have no amounts"),
    ("customer_id,date,amount,Amount", "2 columns are called 'amount'"),
  ])
  func `what is missing or stands twice is an error`(header: String, problem: String) {
    let error = #expect(throws: OrderError.self) { try bind(header) }
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }

  @Test func `options that rows cannot be read plainly with make details of them`() throws {
    let changes: [(inout OrderOptions) -> Void] = [
      { $0.hasMinorUnits = true }, { $0.decimalMark = .comma },
      { $0.stampZone = TimeZoneTable(name: "UTC") }, { $0.customerMap = [[1]: [2]] },
      { $0.customerKey = .email },
    ]
    for change in changes { #expect(try bind("email,date,amount", change).plain == nil) }
    #expect(try bind("email,date,amount").plain != nil)
  }

  @Test func `a value beside the file is a column of it`() throws {
    let binding = try Binding(
      header: ["customer_id", "amount"], path: "a.parquet", options: OrderOptions(),
      constants: [
        .init(name: "order_date", value: "2024-01-01"), .init(name: "region", value: nil),
      ])
    #expect(binding.plain == nil && binding.unused == ["region"])
    let stamp = try #require(binding.columns.first { $0.role == .stamp })
    #expect(stamp.index == 2 && stamp.constant?.value == "2024-01-01")
  }

  @Test func `the preset that the page on sources shows is one`() throws {
    let page = try String(
      contentsOf: URL(filePath: Fixtures.root + "/docs/sources.md"), encoding: .utf8)
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { $0 != "    # What our cash desk exports." }.prefix { $0.hasPrefix("    ") }
    let folder = try TemporaryFolder()
    let path = try folder.file("own.preset", lines.joined(separator: "\n"))
    let binding = try bind("Receipt,Member No,Time,Sum,VAT,Bottle tax,State,Till") {
      $0.source = path
    }
    #expect(binding.preset == "own" && binding.unused == ["Till"])
    #expect(
      binding.columns.map(\.role) == [
        .orderID, .customerID, .stamp, .orderTotal, .tax, .tax, .status,
      ])
    #expect(binding.rules.guests == ["0", "99999"])
    #expect(binding.rules.statuses["picked up"] == .paid)
  }

  @Test func `files of one run go by one key, and name each other's customers`() throws {
    let folder = try TemporaryFolder()
    func file(_ name: String, _ text: String) throws -> OrderFile {
      try OrderFile(try folder.file(name, text))
    }
    let orders = try file("o.csv", "order_id,customer_id,order_status,order_purchase_timestamp\n")
    let customers = try file(
      "c.csv", "customer_id,customer_unique_id,customer_city\no1,p1,x\no2,p1,x\n")
    let options = try OrderOptions().settled(for: [orders, customers])
    #expect(options.amount == .guess)
    #expect(
      options.customerMap == [
        Array("o1".utf8): Array("p1".utf8), Array("o2".utf8): Array("p1".utf8),
      ])

    let shopify = try file(
      "s.csv", "Name,Email,Financial Status,Total,Created at,Lineitem quantity,Lineitem price\n")
    let error = #expect(throws: OrderError.self) {
      _ = try OrderOptions().settled(for: [orders, shopify])
    }
    #expect(error?.problem.hasPrefix("its customers go by email, those of ") == true)
  }
}
