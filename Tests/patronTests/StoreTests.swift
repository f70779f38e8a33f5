import Foundation
import TestSupport
import Testing

/// `patron store`, and the other commands on a store.
@Suite struct StoreTests {
  @Test func `info shows what a store holds`() throws {
    let shop = try Shop(parts: 3)
    let sample = SampleOrders()
    let days = sample.orders.map { SampleOrders.iso($0.day) }
    let customers = Set(sample.orders.map(\.customer)).count
    let outcome = try shop.run("store", "info", "shop")
    #expect(outcome.ending == .exit(0) && outcome.message == "")
    for line in [
      "shop: version 2, 3 order files imported",
      "Orders     \(sample.orders.count) of \(customers) customers",
      "Days       \(try #require(days.min())) to \(try #require(days.max())), stamps in UTC by UTC",
      "Buckets    1",
    ] {
      #expect(outcome.text.contains(line + "\n"), "\(outcome.text)")
    }
    #expect(outcome.text.contains(" in 3 files, "))
    let info = try shop.json("store", "info", "shop")
    #expect(
      info.keys.sorted()
        == [
          "buckets", "bytes", "bytes_per_order", "command", "currency", "customer_key", "customers",
          "first_order_date", "files", "foreign_files", "history", "imports", "last_order_date",
          "orders", "patron", "refunded_orders", "revenue", "revenue_basis", "set_aside", "store",
          "tables", "time_zone", "version",
        ].sorted())
    #expect(info["orders"] as? Int == sample.orders.count)
    #expect(info["customers"] as? Int == customers)
    #expect(info["revenue"] as? String == SampleOrders.decimal(sample.revenue, scale: 2))
    #expect(info["first_order_date"] as? String == days.min())
    #expect(info["currency"] is NSNull && info["time_zone"] is NSNull)
    let history = try #require(info["history"] as? [[String: Any]])
    #expect(history.map { $0["version"] as? Int } == [0, 1, 2])
    let rows = history.map {
      (($0["imported"] as? [String: Any])?["rows"] as? [String: Any])?["used"]
    }
    #expect(rows.map { $0 as? Int ?? 0 }.reduce(0, +) == sample.orders.count)
  }

  @Test func `compact merges once, vacuum takes the old files`() throws {
    let shop = try Shop(parts: 3)
    let scores = try shop.scores()
    let compacted = try shop.run("store", "compact", "shop")
    #expect(compacted.ending == .exit(0))
    #expect(
      compacted.text.contains("shop: version 3; 3 files of ")
        && compacted.text.contains(" merged into 1 of "), "\(compacted.text)")
    #expect(
      try shop.run("store", "compact", "shop").text == "shop: version 3, nothing to merge\n")
    let again = try shop.json("store", "compact", "shop", "--buckets", "2")
    #expect(
      again.keys.sorted() == [
        "bytes_after", "bytes_before", "command", "files_after", "files_before", "patron",
        "store", "version",
      ])
    #expect(again["files_before"] as? Int == 1 && again["files_after"] as? Int == 2)
    #expect(shop.dataFiles.count == 6)

    #expect(try shop.run("store", "vacuum", "shop").text.hasPrefix("shop: 0 files of "))
    let plan = try shop.run("store", "vacuum", "shop", "--retention", "0s", "--dry-run")
    #expect(plan.text.hasPrefix("shop: 4 files of ") && plan.text.contains("would be removed\n"))
    for line in plan.text.split(separator: "\n").dropFirst() {
      #expect(line.hasPrefix("  shop/orders/bucket=0/part-"), "\(line)")
    }
    #expect(shop.dataFiles.count == 6)
    let gone = try shop.json("store", "vacuum", "shop", "--retention", "0s")
    #expect(
      gone.keys.sorted() == ["bytes", "command", "dry_run", "files", "patron", "store"])
    #expect((gone["files"] as? [String])?.count == 4 && gone["dry_run"] as? Bool == false)
    #expect(shop.dataFiles.count == 2)
    #expect(try shop.scores() == scores)
  }

  @Test func `verify says that all is well, or what is not`() throws {
    let shop = try Shop(parts: 2)
    let count = SampleOrders().orders.count
    let well = try shop.run("store", "verify", "shop")
    #expect(well.ending == .exit(0))
    #expect(well.text.hasPrefix("shop: version 1 is whole: \(count) orders in 2 files of "))

    let name = try #require(shop.dataFiles.first)
    var bytes = try shop.bytes(name)
    bytes[bytes.count / 3] ^= 4
    _ = try shop.folder.file("shop/\(name)", bytes)
    let bad = try shop.run("store", "verify", "shop")
    #expect(bad.ending == .exit(1) && bad.text == "")
    #expect(bad.message.hasPrefix("patron: shop: 1 damaged file of 2:\n"), "\(bad.message)")
    #expect(bad.message.contains("shop/\(name): row group 0"), "\(bad.message)")
    let document = try shop.json("store", "verify", "shop")
    #expect(
      document.keys.sorted() == [
        "bytes", "command", "files", "findings", "orders", "patron", "store", "unsealed_files",
        "version",
      ])
    #expect((document["findings"] as? [String])?.count == 1 && document["files"] as? Int == 2)
    for command in [["score", "shop"], ["store", "compact", "shop"]] {
      let outcome = try Tool.run(command, in: shop.folder)
      #expect(outcome.ending == .exit(1))
      #expect(outcome.message.contains(name), "\(outcome.message)")
    }
  }

  @Test func `a store of more files than a process usually may open is read and merged`() throws {
    let shop = try Shop(parts: 40)
    let script = """
      ulimit -S -n 32
      "$PATRON" score shop -o - --format csv > before.csv && "$PATRON" store compact shop --quiet &&
      "$PATRON" score shop -o - --format csv | cmp - before.csv
      """
    let outcome = try Tool.shell(script, in: shop.folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
  }

  @Test func `a commit that is missing is named`() throws {
    let shop = try Shop(parts: 3)
    _ = try Tool.shell("rm shop/orders/_delta_log/*1.json", in: shop.folder)
    for command in [["score", "shop"], ["store", "info", "shop"], ["store", "verify", "shop"]] {
      let outcome = try Tool.run(command, in: shop.folder)
      #expect(outcome.ending == .exit(1) && outcome.text == "")
      #expect(
        outcome.message.hasPrefix("patron: shop/orders: the commit of version 1 is missing")
          && outcome.message.contains("restore _delta_log/00000000000000000001.json from a copy"),
        "\(outcome.message)")
    }
  }

  @Test func `files from a time to come are read like others`() throws {
    let shop = try Shop(parts: 2)
    let scores = try shop.scores()
    _ = try Tool.shell("find shop -exec touch -d 2099-01-01 {} +", in: shop.folder)
    _ = try shop.folder.file("more.csv", "customer_id,order_date,amount\nx,2023-01-01,1\n")
    #expect(try shop.scores() == scores)
    #expect(try shop.run("import", "more.csv", "--into", "shop").ending == .exit(0))
    #expect(try shop.run("store", "compact", "shop").ending == .exit(0))
    #expect(try shop.run("store", "vacuum", "shop", "--retention", "0s").ending == .exit(0))
    #expect(try shop.run("store", "verify", "shop").ending == .exit(0))
  }

  @Test func `what is no store is named with what to do`() throws {
    let shop = try Shop(parts: 1)
    _ = try Tool.shell("mkdir empty && mkdir -p begun/orders/_delta_log", in: shop.folder)
    let cases = [
      (
        "empty", 1,
        "empty: there is no store in this folder; make one with patron import FILE --into empty"
      ),
      (
        "shop/orders", 1,
        "shop/orders: this is the table of a store's orders; name the folder above it"
      ),
      ("begun", 1, "begun: nothing was imported into this store yet"),
    ]
    for (path, code, message) in cases {
      for command in [
        ["score", path], ["explain", path, "--customer", "c1"], ["store", "info", path],
      ] {
        let outcome = try Tool.run(command, in: shop.folder)
        #expect(outcome.ending == .exit(Int32(code)))
        #expect(outcome.message.contains(message), "\(outcome.message)")
      }
    }
    let file = try shop.run("store", "info", "1.csv")
    #expect(file.ending == .exit(1))
    #expect(file.message == "patron: 1.csv: cannot be opened: Not a directory\n", "\(file.message)")
    // The import that was stopped before its commit can be made up for.
    #expect(try shop.run("import", "1.csv", "--into", "begun").ending == .exit(0))
    #expect(try shop.scores(of: "begun") == shop.scores())
  }

  @Test(arguments: [
    (["--customer", "id"], "--customer"), (["--date", "d"], "--date is for order files"),
    (["--amount", "a"], "--amount is for order files"),
    (["--amount", "none"], "--amount is for order files"),
    (["--date-format", "%d.%m.%Y"], "--date-format is for order files"),
    (["--currency", "EUR"], "the store's currency: not named"),
    (["--time-zone", "Asia/Tokyo"], "the store's time zone: UTC"),
    (["1.csv"], "shop is a store, and a store is read by itself"),
  ])
  func `options of files are refused for a store`(options: [String], message: String) throws {
    let shop = try Shop(parts: 1)
    let outcome = try Tool.run(["score", "shop"] + options, in: shop.folder)
    #expect(outcome.ending == .exit(2))
    #expect(outcome.message.contains(message), "\(outcome.message)")
  }

  @Test(arguments: [
    (["store", "compact", "shop", "--buckets", "3"], "a power of two from 1 to 64"),
    (["store", "compact", "shop", "--buckets", "128"], "a power of two from 1 to 64"),
    (["store", "vacuum", "shop", "--retention", "7"], "'7' is invalid for '--retention"),
    (["store", "vacuum", "shop", "--retention", "-1d"], "--retention"),
    (["store", "info"], "Missing expected argument '<store>'"),
  ])
  func `a wrong command on a store is exit code 2`(arguments: [String], message: String) throws {
    let shop = try Shop(parts: 1)
    let outcome = try Tool.run(arguments, in: shop.folder)
    #expect(outcome.ending == .exit(2))
    #expect(outcome.message.contains(message), "\(outcome.message)")
  }

  @Test func `a customer is explained alike from a store and from its file`() throws {
    let shop = try Shop()
    #expect(
      try shop.run("import", Tool.cdnow, "--into", "shop", "--currency", "USD").ending == .exit(0))
    let options = ["--as-of", "1997-09-30", "--customer", "00004"]
    let file = try Tool.run(["explain", Tool.cdnow, "--currency", "USD"] + options)
    let store = try Tool.run(["explain", "shop"] + options, in: shop.folder)
    #expect(file.ending == .exit(0) && store.ending == .exit(0), "\(store.message)")
    #expect(store.text == file.text)
    let nobody = try shop.run("explain", "shop", "--customer", "nobody")
    #expect(nobody.ending == .exit(1) || nobody.ending == .exit(3))
  }

  @Test func `the manifest names the store and its version`() throws {
    let shop = try Shop(parts: 2)
    let manifest = try shop.json("score", "shop")
    let input = try #require((manifest["inputs"] as? [[String: Any]])?.first)
    #expect(input["path"] as? String == "shop" && input["version"] as? Int == 1)
    let rows = try #require(manifest["rows"] as? [String: Any])
    #expect(rows["in"] as? Int == SampleOrders().orders.count)
  }

  @Test(.enabled(if: OutputTests.canMount, "needs a mount of its own"))
  func `a store that may only be read is scored, and an import into it fails as a whole`() throws {
    let shop = try Shop(parts: 2)
    let scores = try shop.scores()
    _ = try shop.folder.file("3.csv", "customer_id,order_date,amount\nx,2023-01-01,1\n")
    let files = shop.files
    let script = """
      unshare -m sh -c 'mount --bind shop shop && mount -o remount,ro,bind shop &&
      { "$PATRON" score shop -o scores.csv --quiet && "$PATRON" store verify shop --quiet || exit 9
        "$PATRON" import 3.csv --into shop; exit $?; }'
      """
    let outcome = try Tool.shell(script, in: shop.folder)
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("Read-only file system"), "\(outcome.message)")
    #expect(try shop.folder.bytes("scores.csv") == scores)
    #expect(shop.files == files)
  }
}
