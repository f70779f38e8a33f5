import Foundation
import TestSupport
import Testing

/// `patron score --profile`: what a store knows of customers beside days and amounts.
@Suite struct ProfileTests {
  /// The rows of a score file, by customer and the names of their columns.
  private func rows(_ name: String, in folder: TemporaryFolder) throws -> [String: [String: String]]
  {
    let lines = try String(decoding: folder.bytes(name), as: UTF8.self).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    return Dictionary(
      uniqueKeysWithValues: lines.dropFirst().map { line in
        (line[0], Dictionary(uniqueKeysWithValues: zip(lines[0], line)))
      })
  }

  private let orders = """
    order_id,customer_id,order_date,channel,country,coupon,product,category,vendor,quantity,price
    1,ann,2024-01-01,web,NL,,tea,drinks,Tick,2,4.00
    1,ann,2024-01-01,web,NL,,mug,ware,Tock,1,10.00
    2,ann,2024-01-01,app,NL,,tea,drinks,Tick,1,4.00
    3,ann,2024-01-31,web,,TEN,cup,ware,Tick,1,30.00
    4,bob,2024-01-05,,BE,,tea,drinks,Tock,1,2.00
    4,bob,2024-01-05,,BE,,box,,,1,50.00
    5,cat,2024-02-01,web,NL,TEN,mug,ware,Tock,1,10.00
    5,cat,2024-02-01,web,NL,TEN,mug,ware,Tock,-1,10.00
    5,cat,2024-02-01,web,NL,TEN,tea,drinks,Tock,0.5,9.00

    """

  @Test func `a profile says what customers' orders and lines have most, and at what prices`()
    throws
  {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", orders)
    let imported = try Tool.run(
      ["import", "orders.csv", "--into", "shop", "--quiet", "--currency", "EUR"], in: folder)
    #expect(imported.ending == .exit(0), "\(imported.message)")
    let scored = try Tool.score(
      "shop", "--profile", "-o", "scores.csv", "--as-of", "2024-03-01", in: folder)
    #expect(scored.ending == .exit(0), "\(scored.message)")
    #expect(!scored.text.contains("--profile without"), "\(scored.text)")
    let rows = try rows("scores.csv", in: folder)
    let columns = [
      "days_to_second_purchase", "first_channel", "last_channel", "channels", "preferred_channel",
      "preferred_channel_orders", "orders_with_channel", "preferred_channel_share", "country",
      "discounted_orders", "discounted_order_share", "categories", "preferred_category",
      "preferred_category_lines", "lines_with_category", "preferred_category_share", "price_point",
      "brands", "preferred_brand", "preferred_brand_lines", "lines_with_brand",
      "preferred_brand_share",
    ]
    func profile(_ customer: String) -> [String] { columns.map { rows[customer]?[$0] ?? "?" } }
    // The medians are 4.00 of drinks (2, 4, 4, 9) and 10.00 of ware (10, 10, 30): Ann's lines stand at 1, 1, 1 and 3
    // of them. Two of her lines are of each category; ware brought more. Of her first day's orders the smaller is first.
    #expect(
      profile("ann") == [
        "30", "app", "web", "2", "web", "2", "3", "0.666667", "NL", "1", "0.333333", "2", "ware",
        "2", "4", "0.500000", "1.000000", "2", "Tick", "3", "4", "0.750000",
      ])
    // No channel is known, and of the box neither category nor brand.
    #expect(
      profile("bob") == [
        "", "", "", "", "", "", "", "", "BE", "0", "0.000000", "1", "drinks", "1", "1", "1.000000",
        "0.500000", "1", "Tock", "1", "1", "1.000000",
      ])
    // What was given back is no purchase; the mean of 1 and 9/4.
    #expect(
      profile("cat") == [
        "", "web", "web", "1", "web", "1", "1", "1.000000", "NL", "1", "1.000000", "2", "ware",
        "1", "2", "0.500000", "1.625000", "1", "Tock", "2", "2", "1.000000",
      ])
  }

  @Test func `what the source has nothing for is left out, with a word`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", orders)
    let options = ["--profile", "--as-of", "2024-03-01", "--currency", "EUR"]
    let file = try Tool.run(["score", "orders.csv", "-o", "file.csv"] + options, in: folder)
    #expect(file.ending == .exit(0), "\(file.message)")
    #expect(file.text.contains("--profile without all columns but days_to_second_purchase"))
    let header = try String(decoding: folder.bytes("file.csv"), as: UTF8.self).prefix { $0 != "\n" }
    #expect(header.hasSuffix(",prediction_basis,days_to_second_purchase"))
    #expect(try rows("file.csv", in: folder)["ann"]?["days_to_second_purchase"] == "30")

    _ = try folder.file(
      "plain.csv", "customer_id,order_date,amount,channel\na,2024-01-01,1.00,web\n")
    let imported = try Tool.run(
      ["import", "plain.csv", "--into", "plain", "--quiet", "--currency", "EUR"], in: folder)
    #expect(imported.ending == .exit(0), "\(imported.message)")
    let scored = try Tool.run(["score", "plain", "-o", "plain-scores.csv"] + options, in: folder)
    #expect(scored.ending == .exit(0), "\(scored.message)")
    for missing in ["the country", "discounted orders", "categories, price points and brands"] {
      #expect(scored.text.contains("--profile without \(missing): "), "\(scored.text)")
    }
    #expect(try rows("plain-scores.csv", in: folder)["a"]?["preferred_channel"] == "web")
  }

  @Test func `refunds of known days are columns of their own once one was paid`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "orders.csv",
      """
      order_id,customer_id,order_date,amount,refunded_amount,refund_date
      1,ann,2024-01-01,10.00,4.00,2024-01-20
      2,ann,2024-01-02,10.00,10.00,2024-01-10
      3,ann,2024-01-03,10.00,,
      4,bob,2024-01-03,10.00,,

      """)
    func refunds(_ asOf: String) throws -> [String: [String?]] {
      let scored = try Tool.score("orders.csv", "-o", "s.csv", "--as-of", asOf, in: folder)
      #expect(scored.ending == .exit(0), "\(scored.message)")
      return try rows("s.csv", in: folder).mapValues {
        [$0["refunded_orders"], $0["refunded_amount"]]
      }
    }
    #expect(try refunds("2024-01-05") == ["ann": ["", ""], "bob": ["", ""]])
    #expect(try refunds("2024-01-15") == ["ann": ["1", "10.00"], "bob": ["0", "0.00"]])
    #expect(try refunds("2024-01-31") == ["ann": ["2", "14.00"], "bob": ["0", "0.00"]])
  }
}
