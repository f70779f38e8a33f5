import Foundation
import Glibc
import TestSupport
import Testing

/// `patron import`, from the outside.
@Suite struct StoreImportTests {
  @Test func `an import says what it did`() throws {
    let shop = try Shop()
    let sample = SampleOrders()
    _ = try shop.folder.file("orders.csv", sample.csv(adding: [",2023-01-01,5.00"]))
    let outcome = try shop.run("import", "orders.csv", "--into", "shop", "--currency", "EUR")
    #expect(outcome.ending == .exit(0) && outcome.message == "")
    let count = sample.orders.count
    for text in [
      "orders.csv: customer 'customer_id' (guessed), date 'order_date' (guessed)",
      "set aside: guest", "shop: version 0, a new store; \(count) orders added in ",
    ] {
      #expect(outcome.text.contains(text), "\(outcome.text)")
    }
    #expect(shop.folder.names == ["orders.csv", "shop"])
    #expect(shop.files.count == 4, "data and a commit, of the orders and of what was set aside")

    _ = try shop.folder.file("more.csv", "customer_id,order_date,amount\nc1,2023-01-01,1.00\n")
    let more = try shop.json("import", "more.csv", "--into", "shop")
    #expect(
      more.keys.sorted() == [
        "already_imported", "bytes", "command", "currency", "customers", "inputs", "lines",
        "merged",
        "orders", "patron",
        "peak_bytes", "rejects", "revenue", "rows", "seconds", "store", "undated_refunds",
        "version",
        "warnings",
      ])
    #expect(more["command"] as? String == "import" && more["store"] as? String == "shop")
    #expect(more["version"] as? Int == 1 && more["currency"] as? String == "EUR")
    #expect((more["rows"] as? [String: Any])?["used"] as? Int == 1)
    #expect((more["revenue"] as? [String: Any])?["used"] as? String == "1.00")
    let input = (more["inputs"] as? [[String: Any]])?.first
    #expect(input?["path"] as? String == "more.csv")
    #expect((input?["sha256"] as? String)?.utf8.count == 64)
  }

  @Test func `a file is imported once, under whatever name`() throws {
    let shop = try Shop(parts: 2)
    let files = shop.files
    _ = try shop.folder.file("copy.csv", shop.folder.bytes("1.csv"))
    let again = try shop.run("import", "1.csv", "copy.csv", "--into", "shop")
    #expect(again.ending == .exit(0) && again.message == "")
    #expect(
      again.text == """
        1.csv: imported before, skipped
        copy.csv: imported before, skipped
        shop: version 1, nothing to import

        """)
    #expect(shop.files == files)

    // One that is new, under two names, beside one that is not.
    let rows = "customer_id,order_date,amount\nc1,2023-01-01,1.00\n"
    for name in ["3.csv", "4.csv"] { _ = try shop.folder.file(name, rows) }
    let mixed = try shop.json("import", "1.csv", "3.csv", "4.csv", "--into", "shop")
    #expect(mixed["already_imported"] as? [String] == ["1.csv", "4.csv"])
    #expect((mixed["rows"] as? [String: Any])?["in"] as? Int == 1)
    #expect(mixed["version"] as? Int == 2)
    let nothing = try shop.json("import", "2.csv", "--into", "shop")
    #expect(nothing["already_imported"] as? [String] == ["2.csv"])
    #expect(nothing["version"] as? Int == 2 && (nothing["inputs"] as? [Any])?.isEmpty == true)
  }

  @Test func `one file under two names in one command counts once`() throws {
    let shop = try Shop()
    _ = try shop.folder.file("a.csv", SampleOrders().csv())
    let outcome = try shop.run("import", "a.csv", "./a.csv", "--into", "shop")
    #expect(outcome.ending == .exit(0))
    #expect(outcome.text.hasPrefix("./a.csv: imported before, skipped\n"))
    #expect(try shop.scores() == shop.scores(of: "a.csv"))
  }

  @Test func `what stands where the store should be is left alone`() throws {
    let shop = try Shop()
    _ = try shop.folder.file("a.csv", SampleOrders().csv())
    _ = try shop.folder.file("file", "precious")
    try FileManager.default.createDirectory(
      atPath: "\(shop.folder.path)/full", withIntermediateDirectories: false)
    _ = try shop.folder.file("full/letter.txt", "Dear")
    let cases = [
      ("file", "file: cannot be opened: Not a directory"),
      ("full", "there is no store in this folder, but something else, such as 'letter.txt'"),
      ("no/shop", "no/shop: cannot be created: No such file or directory"),
    ]
    for (path, message) in cases {
      let outcome = try shop.run("import", "a.csv", "--into", path)
      #expect(outcome.ending == .exit(1) && outcome.text == "")
      #expect(outcome.message.contains(message), "\(outcome.message)")
    }
    #expect(shop.folder.names == ["a.csv", "file", "full"])
    #expect(try shop.folder.bytes("file") == Array("precious".utf8))

    let mistyped = try shop.run("import", "b.csv", "--into", "shop")
    #expect(mistyped.ending == .exit(1) && mistyped.message.contains("b.csv: cannot be opened"))
    #expect(shop.folder.names == ["a.csv", "file", "full"])
  }

  @Test(arguments: [
    (["import"], "Missing expected argument"),
    (["import", "1.csv"], "Missing expected argument '--into <store>'"),
    (["import", "1.csv", "--into", "shop", "--memory", "1MiB"], "at least 64 MiB are needed"),
    (["import", "1.csv", "--into", "shop", "--memory", "lots"], "'lots' is invalid for '--memory"),
    (["import", "1.csv", "--into", "shop", "--rejects", "-"], "rejected rows go to a file"),
    (["import", "1.csv", "--into", "shop", "--rejects", "./1.csv"], "./1.csv: it is an input"),
    (["import", "1.csv", "--into", "shop", "--currency", "EURO"], "a code of three letters"),
    (
      ["import", "2.csv", "--into", "shop", "--currency", "EUR"], "the store's currency: not named"
    ),
    (
      ["import", "2.csv", "--into", "shop", "--time-zone", "Asia/Tokyo"],
      "the store's time zone: UTC"
    ),
    (["import", "2.csv", "--into", "shop", "--amount", "none"], "the store's amounts: as written"),
  ])
  func `a wrong command is exit code 2 and imports nothing`(
    arguments: [String], message: String
  ) throws {
    let shop = try Shop(parts: 1)
    _ = try shop.folder.file("2.csv", "customer_id,order_date,amount\nc1,2023-01-01,1.00\n")
    let files = shop.files
    let outcome = try Tool.run(arguments, in: shop.folder)
    #expect(outcome.ending == .exit(2))
    #expect(outcome.message.contains(message), "\(outcome.message)")
    #expect(shop.files == files)
    #expect(shop.folder.names == ["1.csv", "2.csv", "shop"])
  }

  @Test func `too many rejects import nothing, and come back if asked for`() throws {
    let shop = try Shop(parts: 1)
    let files = shop.files
    let bad = (0..<9).map { "c1,no date \($0),1.00" }
    _ = try shop.folder.file("bad.csv", SampleOrders().csv(adding: bad))
    let outcome = try shop.run("import", "bad.csv", "--into", "shop")
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("more than --max-rejects 1% allows"))
    #expect(outcome.message.contains("--rejects FILE"), "\(outcome.message)")
    #expect(shop.files == files)
    let asked = try shop.run("import", "bad.csv", "--into", "shop", "--rejects", "back.csv")
    #expect(asked.ending == .exit(1))
    #expect(try shop.folder.bytes("back.csv").count { $0 == 10 } == 10)
    #expect(shop.files == files)
  }

  @Test func `rejects within the limit stand in the store, or in the file that was named`() throws {
    let shop = try Shop()
    for number in 0..<3 {
      let bad = ["c1,never \(number),1.00"]
      _ = try shop.folder.file("\(number).csv", SampleOrders().csv(adding: bad))
      let named = number == 2 ? ["--rejects", "back.csv"] : []
      let outcome = try Tool.run(
        ["import", "\(number).csv", "--into", "shop"] + named, in: shop.folder)
      #expect(outcome.ending == .exit(0))
    }
    let kept = shop.files.filter { $0.hasPrefix("rejects/") }
    let texts = try kept.map { String(decoding: try shop.bytes($0), as: UTF8.self) }.sorted()
    let line = SampleOrders().orders.count + 2
    #expect(
      texts
        == (0..<2).map {
          "file,line,reason,text\n\($0).csv,\(line),bad_date,\"c1,never \($0),1.00\"\n"
        })
    #expect(
      String(decoding: try shop.folder.bytes("back.csv"), as: UTF8.self).contains("never 2"))
    #expect(try shop.run("store", "verify", "shop").ending == .exit(0))
  }

  @Test func `the summary says where rejected rows are`() throws {
    let shop = try Shop()
    _ = try shop.folder.file("a.csv", SampleOrders().csv(adding: ["c1,never,1.00"]))
    let outcome = try shop.run("import", "a.csv", "--into", "shop")
    let path = try #require(shop.files.first { $0.hasPrefix("rejects/") })
    #expect(outcome.text.contains("shop/\(path)"), "\(outcome.text)")
  }

  @Test func `little memory makes no difference`() throws {
    let shop = try Shop()
    var generator = Generator.seeded()
    var text = "customer_id,order_date,amount\n"
    for row in 0..<2_500_000 {
      let day = Int.random(in: 10..<28, using: &generator)
      text += "customer\(row % 700_001),2023-0\(1 + row % 9)-\(day),\(row % 90).50\n"
    }
    _ = try shop.folder.file("big.csv", text)
    for (store, memory) in [("shop", "64MiB"), ("other", "8GiB")] {
      let outcome = try shop.run("import", "big.csv", "--into", store, "--memory", memory)
      #expect(outcome.ending == .exit(0), "\(outcome.message)")
    }
    #expect(try shop.scores() == shop.scores(of: "other"))
    #expect(shop.files.count == 2, "nothing is left of what waited on disk: \(shop.files)")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `an interrupted import is whole or has left no temporary file`(number: Int32) throws {
    let shop = try Shop(parts: 1)
    let before = try shop.scores()
    var text = "customer_id,order_date,amount\n"
    for row in 0..<600_000 { text += "customer\(row % 200_001),2023-01-\(10 + row % 19),1.50\n" }
    _ = try shop.folder.file("big.csv", text)
    var generator = Generator.seeded()
    for _ in 0..<8 {
      _ = try Tool.shell("rm -rf copy && cp -r shop copy", in: shop.folder)
      let process = try Tool.start(
        Tool.path, ["import", "big.csv", "--into", "copy", "--memory", "64MiB", "--quiet"],
        in: shop.folder.path, output: FileHandle.nullDevice, error: FileHandle.nullDevice)
      usleep(UInt32.random(in: 0...900_000, using: &generator))
      kill(process.processIdentifier, number)
      let ending = Tool.wait(for: process)
      #expect(ending == .signal(number) || ending == .exit(0))
      let left = try Tool.shell("find copy -name '*.tmp'", in: shop.folder).text
      #expect(left == "")
      let orders = try shop.json("store", "info", "copy")["orders"] as? Int
      let old = SampleOrders().orders.count
      if ending == .exit(0) {
        #expect(orders == old + 600_000)
      } else {
        #expect(orders == old || orders == old + 600_000)
        if orders == old { #expect(try shop.scores(of: "copy") == before) }
      }
    }
  }

  @Test func `importers and a compactor at once lose nothing and double nothing`() throws {
    let shop = try Shop()
    let sample = SampleOrders(customers: 300)
    let parts = 16
    for part in 0..<parts {
      var some = sample
      some.orders = sample.orders.enumerated().filter { $0.offset % parts == part }.map(\.element)
      _ = try shop.folder.file("\(part).csv", some.csv())
    }
    _ = try shop.folder.file("all.csv", sample.csv())
    // Each file is imported by two of the processes; who comes second skips it or says to try again.
    let script = """
      importer() { for file in "$@"; do
        for try in 1 2 3 4 5; do "$PATRON" import $file --into shop --quiet 2>> messages && break
        sleep 0.05; done || echo "$file failed"; done; }
      importer 0.csv 1.csv 2.csv 3.csv 4.csv 5.csv 6.csv 7.csv &
      importer 8.csv 9.csv 10.csv 11.csv 12.csv 13.csv 14.csv 15.csv &
      importer 7.csv 6.csv 5.csv 4.csv 3.csv 2.csv 1.csv 0.csv &
      importer 15.csv 14.csv 13.csv 12.csv 11.csv 10.csv 9.csv 8.csv &
      for try in 1 2 3 4 5 6 7 8 9 10; do
        "$PATRON" store compact shop --buckets $((try % 2 * 3 + 1)) --quiet 2>> messages; sleep 0.05
      done
      wait
      """
    let outcome = try Tool.shell(script, in: shop.folder)
    #expect(outcome.text == "", "\(outcome.text) \(outcome.message)")
    let verified = try shop.run("store", "verify", "shop")
    #expect(verified.ending == .exit(0), "\(verified.message)")
    #expect(try shop.scores() == shop.scores(of: "all.csv"))
    let info = try shop.json("store", "info", "shop")
    #expect(info["orders"] as? Int == sample.orders.count && info["imports"] as? Int == parts)
    #expect(shop.files.allSatisfy { !$0.hasSuffix(".tmp") })
  }
}
