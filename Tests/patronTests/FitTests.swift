import Foundation
import TestSupport
import Testing

/// A model on its own: fitted, kept, compared and scored with.
@Suite struct FitTests {
  static let families = ["mbg-nbd", "bg-nbd", "pareto-nbd"]

  /// A folder with orders.csv, and model.json fitted to them.
  static func fitted(_ options: String...) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", SampleOrders().csv())
    let outcome = try Tool.run(
      ["fit", "orders.csv", "-o", "model.json", "--quiet"] + options, in: folder)
    try #require(outcome.ending == .exit(0), "\(outcome.message)")
    return folder
  }

  static func object(_ bytes: [UInt8]) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  @Test(arguments: families)
  func `the scores with the model of the same orders are the scores without, byte for byte`(
    family: String
  ) throws {
    let folder = try Self.fitted("--model", family)
    let before = try folder.bytes("model.json")
    for format in ["csv", "parquet"] {
      let one = try Tool.score(
        "orders.csv", "--model", family, "-o", "one.\(format)", "--quiet", in: folder)
      let two = try Tool.score(
        "orders.csv", "--model-file", "model.json", "-o", "two.\(format)", "--quiet", in: folder)
      #expect(one.ending == .exit(0) && two.ending == .exit(0), "\(two.message)")
      #expect(try folder.bytes("one.\(format)") == folder.bytes("two.\(format)"))
    }
    #expect(try folder.bytes("model.json") == before)
    // The manifest names the file by its digest, and else says of the models what the fit's says.
    var (one, two) = (
      try Self.object(folder.bytes("one.csv.manifest.json")),
      try Self.object(folder.bytes("two.csv.manifest.json"))
    )
    var model = try #require(two["model"] as? [String: Any])
    let file = try #require(model.removeValue(forKey: "file") as? [String: String])
    let sum = try Tool.shell("sha256sum model.json", in: folder).text.prefix(64)
    #expect(file == ["sha256": String(sum)])
    two["model"] = model
    (one["outputs"], two["outputs"]) = (nil, nil)
    #expect(one as NSDictionary == two as NSDictionary)
  }

  @Test func `the same orders give the same model file, on any number of threads`() throws {
    let folder = try Self.fitted("--threads", "1")
    let one = try folder.bytes("model.json")
    let outcome = try Tool.run(
      ["fit", "orders.csv", "-o", "again.json", "--threads", "3", "--quiet"], in: folder)
    #expect(outcome.ending == .exit(0))
    #expect(try folder.bytes("again.json") == one)
    // And from the store that has them.
    _ = try Tool.run(["import", "orders.csv", "--into", "shop"], in: folder)
    let stored = try Tool.run(["fit", "shop", "-o", "stored.json", "--quiet"], in: folder)
    #expect(stored.ending == .exit(0), "\(stored.message)")
    #expect(try folder.bytes("stored.json") == one)
  }

  @Test func `a model file has what is needed to judge and to use it`() throws {
    let folder = try Self.fitted("--currency", "EUR")
    let file = try Self.object(folder.bytes("model.json"))
    #expect(
      file.keys.sorted() == [
        "as_of", "currency", "currency_decimals", "data", "model", "model_file", "patron",
        "spend_model", "zero_orders",
      ])
    #expect(file["model_file"] as? Int == 1 && file["currency"] as? String == "EUR")
    let model = try #require(file["model"] as? [String: Any])
    let parameters = try #require(model["parameters"] as? [String: Double])
    let weekly = try #require(model["parameters_per_week"] as? [String: Double])
    #expect(parameters.keys.sorted() == ["a", "alpha", "b", "r"])
    #expect(weekly["alpha"] == (parameters["alpha"] ?? 0) / 7 && weekly["r"] == parameters["r"])
    let data = try #require(file["data"] as? [String: Any])
    #expect(data["customers"] as? Int == 60)
    let orders = SampleOrders().orders
    #expect(data["purchase_days"] as? Int == Set(orders.map { "\($0.customer) \($0.day)" }).count)
    let covariance = try #require(model["covariance"] as? [String: Any])
    let names = try #require(covariance["parameters"] as? [String])
    let matrix = try #require(covariance["matrix"] as? [[Double]])
    let errors = try #require(model["standard_errors"] as? [String: Double])
    for (index, name) in names.enumerated() {
      #expect(abs(matrix[index][index].squareRoot() / (errors[name] ?? 0) - 1) < 1e-14)
      for other in names.indices { #expect(matrix[index][other] == matrix[other][index]) }
    }
    let manifest = try Self.object(folder.bytes("model.json.manifest.json"))
    #expect(manifest["command"] as? String == "fit")
    #expect((manifest["outputs"] as? [[String: Any]])?.count == 1)
    #expect(manifest["model"] as? NSDictionary == model as NSDictionary)
  }

  @Test(arguments: [
    "1,2023-05-01,9.00\n", "1,2023-05-01,9.00\n2,2023-05-01,1.00\n",
    "1,2023-05-01,9.00\n1,2023-05-02,9.00\n1,2023-06-20,9.00\n",
  ])
  func `a model file scores a base that no model could be fitted to`(orders: String) throws {
    let folder = try Self.fitted()
    _ = try folder.file("few.csv", "customer_id,order_date,amount\n" + orders)
    let outcome = try Tool.score(
      "few.csv", "--model-file", "model.json", "-o", "few-scores.csv", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(outcome.text.contains("from a file"))
    let table = try ScoreFile(folder.bytes("few-scores.csv"))
    let model = try #require(try Self.object(folder.bytes("model.json"))["model"] as? [String: Any])
    let manifest = try Self.object(folder.bytes("few-scores.csv.manifest.json"))
    let used = try #require(manifest["model"] as? [String: Any])
    #expect(used["parameters"] as? NSDictionary == model["parameters"] as? NSDictionary)
    #expect(
      try table.column("probability_alive").allSatisfy { Double($0).map { $0 <= 1 } ?? false })
    let explained = try Tool.run(
      ["explain", "few.csv", "--customer", "1", "--model-file", "model.json"], in: folder)
    #expect(explained.ending == .exit(0), "\(explained.message)")
  }

  @Test(arguments: [
    (["--model", "bg-nbd"], "--model and --model-file"),
    (["--currency", "USD"], "the model is in EUR, the orders in USD"),
    (["--currency", "KWD"], "the model is in EUR, the orders in KWD"),
    (["--currency", "EUR", "--amount", "none"], "the model was fitted with amounts"),
    (["--currency", "EUR", "--zero-orders", "keep"], "fitted with --zero-orders exclude"),
  ])
  func `a model of other orders is a usage error`(options: [String], message: String) throws {
    let folder = try Self.fitted("--currency", "EUR")
    let outcome = try Tool.run(
      ["score", "orders.csv", "--model-file", "model.json", "-o", "s.csv"] + options, in: folder)
    #expect(outcome.ending == .exit(2))
    #expect(outcome.message.contains(message), "\(outcome.message)")
    #expect(folder.names == ["model.json", "model.json.manifest.json", "orders.csv"])
  }

  @Test func `a model without amounts does not score amounts`() throws {
    let folder = try Self.fitted("--amount", "none")
    let outcome = try Tool.score("orders.csv", "--model-file", "model.json", in: folder)
    #expect(outcome.ending == .exit(2))
    #expect(outcome.message.contains("fitted without amounts; use --amount none"))
    let without = try Tool.score(
      "orders.csv", "--model-file", "model.json", "--amount", "none", in: folder)
    #expect(without.ending == .exit(0), "\(without.message)")
  }

  /// What stands in place of a value of a good file, by its keys, and what is then said.
  static let hostile: [(keys: [String], value: String?, message: String)] = [
    (["model_file"], nil, "model_file is missing"),
    (
      ["model_file"], "2",
      "model_file is 2: it was written by a newer patron; this one reads up to 1"
    ),
    (["model_file"], "0", "model_file is 0"),
    (["model_file"], "\"1\"", "model_file is not of type Double"),
    (["model_file"], "1e300", "model_file has a value that it cannot have"),
    (["model"], nil, "model is missing"), (["model"], "[]", "model is not of type"),
    (["model"], "null", "model is null"),
    (["model", "name"], "\"lstm\"", "model.name is 'lstm'"),
    (["model", "name"], "\"\\u001b[31m\"", "model.name is '·[31m'"),
    (["model", "unit"], "\"week\"", "model.unit is 'week', not day"),
    (["model", "parameters"], "{}", "model.parameters.r is missing"),
    (["model", "parameters", "r"], nil, "model.parameters.r is missing"),
    (["model", "parameters", "r"], "-1", "model.parameters.r is -1.0, which is not from"),
    (["model", "parameters", "r"], "0", "model.parameters.r is 0.0, which is not from"),
    (["model", "parameters", "alpha"], "1e17", "model.parameters.alpha is 1e+17"),
    (["model", "parameters", "alpha"], "1e999", "out of range"),
    (["model", "parameters", "alpha"], "NaN", "it is not whole JSON"),
    (["model", "parameters", "alpha"], "\"NaN\"", "model.parameters.alpha is not of type Double"),
    (["model", "parameters", "alpha"], "null", "model.parameters.alpha"),
    (["model", "parameters", "a"], "true", "model.parameters.a is not of type Double"),
    (["model", "parameters", "b"], "[1]", "model.parameters.b is not of type Double"),
    (["model", "parameters", "s"], "1", "model.parameters.s is not known"),
    (["model", "converged"], "1", "model.converged is not of type Bool"),
    (["model", "fallback"], "\"none\"", "model.fallback is not of type"),
    (["currency"], nil, "currency is missing"), (["currency"], "\"EURO\"", "currency is 'EURO'"),
    (["currency_decimals"], "77", "currency_decimals is 77"),
    (["zero_orders"], "\"some\"", "zero_orders"),
    (["data", "customers"], "1.5", "data.customers has a value"),
    (["spend_model", "name"], "\"magic\"", "spend_model.name is 'magic'"),
    (
      ["spend_model", "parameters", "q"], "1", "spend_model.parameters.q is 1.0, which is not from"
    ),
    (["spend_model", "parameters", "v"], "-3", "spend_model.parameters.v is -3.0"),
    (["spend_model", "parameters", "p"], nil, "spend_model.parameters.p is missing"),
  ]

  /// The JSON text of an object in which one value is another text, or gone.
  private static func text(
    _ object: [String: Any], _ keys: ArraySlice<String>, _ value: String?
  ) throws -> String {
    var parts: [String] = []
    let first = try #require(keys.first)
    for key in Set(object.keys).union([first]).sorted() {
      if key == first {
        if keys.count > 1 {
          let inner = try #require(object[key] as? [String: Any])
          parts.append("\"\(key)\":\(try text(inner, keys.dropFirst(), value))")
        } else if let value {
          parts.append("\"\(key)\":\(value)")
        }
      } else {
        let data = try JSONSerialization.data(
          withJSONObject: object[key] ?? 0, options: .fragmentsAllowed)
        parts.append("\"\(key)\":" + String(decoding: data, as: UTF8.self))
      }
    }
    return "{\(parts.joined(separator: ","))}"
  }

  @Test func `a broken model file is refused by the key that is wrong`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", SampleOrders(customers: 300).csv())
    let fit = try Tool.run(["fit", "orders.csv", "-o", "model.json", "--quiet"], in: folder)
    #expect(fit.ending == .exit(0))
    let good = try Self.object(folder.bytes("model.json"))
    for (keys, value, message) in Self.hostile {
      _ = try folder.file("bad.json", try Self.text(good, keys[...], value))
      let outcome = try Tool.score(
        "orders.csv", "--model-file", "bad.json", "-o", "s.csv", in: folder)
      #expect(outcome.ending == .exit(1), "\(keys) \(value ?? "-"): \(outcome.message)")
      #expect(outcome.message.contains(message), "\(keys) \(value ?? "-"): \(outcome.message)")
      #expect(outcome.message.contains("bad.json") && !outcome.message.contains("\u{1B}"))
    }
    #expect(!folder.names.contains("s.csv"))
  }

  @Test func `a model file cut or changed anywhere is refused or used, never worse`() throws {
    let folder = try Self.fitted()
    let good = try folder.bytes("model.json")
    var random = Generator(seed: 11)
    for round in 0..<60 {
      var bytes = good
      if round < 30 {
        bytes = Array(bytes.prefix(Int.random(in: 0..<good.count, using: &random)))
      } else {
        for _ in 0..<3 {
          bytes[Int.random(in: 0..<good.count, using: &random)] = UInt8.random(
            in: 0...255, using: &random)
        }
      }
      _ = try folder.file("bad.json", bytes)
      let outcome = try Tool.score(
        "orders.csv", "--model-file", "bad.json", "-o", "-", "--format", "csv", in: folder)
      switch outcome.ending {
      case .exit(0):
        let text = outcome.text.lowercased()
        #expect(round >= 30 && !text.contains("nan") && !text.contains("inf"))
      case .exit(1), .exit(2): #expect(outcome.message.contains("bad.json"), "\(outcome.message)")
      default: Issue.record("round \(round): \(outcome.ending) \(outcome.message)")
      }
    }
    let deep = String(repeating: "[", count: 100_000)
    for text in [
      deep, "{\"model_file\":\(deep)", "", "null", "[]", "1",
      String(repeating: " ", count: 2 << 20),
    ] {
      _ = try folder.file("bad.json", text)
      let outcome = try Tool.score("orders.csv", "--model-file", "bad.json", in: folder)
      #expect(outcome.ending == .exit(1), "\(text.prefix(20)): \(outcome.ending)")
    }
    for missing in ["nope.json", "."] {
      #expect(
        try Tool.score("orders.csv", "--model-file", missing, in: folder).ending == .exit(1))
    }
  }

  @Test func `a base has not moved away from its own model`() throws {
    let folder = try Self.fitted()
    let outcome = try Tool.run(
      ["fit", "orders.csv", "--compare-model", "model.json"], in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(outcome.text.contains("No drift: the base still buys as the old model says"))
    #expect(folder.names == ["model.json", "model.json.manifest.json", "orders.csv"])
  }

  @Test func `a base that buys less and pays more has drifted, in words and in JSON`() throws {
    let folder = try Self.fitted()
    var sample = SampleOrders(customers: 400)
    sample.orders = sample.orders.enumerated().filter { $0.offset % 3 > 0 }.map {
      SampleOrders.Order(
        customer: $0.element.customer, day: 2 * $0.element.day, amount: 2 * $0.element.amount)
    }
    _ = try folder.file("later.csv", sample.csv())
    let outcome = try Tool.run(
      ["fit", "later.csv", "--compare-model", "model.json", "--json"], in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let drift = try #require(try Self.object(outcome.output)["drift"] as? [String: Any])
    #expect((drift["statistic"] as? Double ?? 0) > 30 && drift["degrees_of_freedom"] as? Int == 4)
    #expect((drift["probability"] as? Double ?? 1) < 1e-4)
    let value = try #require(drift["mean_purchase_value"] as? [String: Double])
    #expect((value["change"] ?? 0) > 0.7)
    let orders = try #require(drift["expected_orders_365"] as? [String: Double])
    #expect((orders["change"] ?? 0) < -0.05)
    let verdict = drift["verdict"] as? String ?? ""
    #expect(
      verdict.hasPrefix("The base has drifted:") && verdict.contains("Score with the new model"))
    let file = try #require(drift["model_file"] as? [String: Any])
    #expect(file["path"] as? String == "model.json")
    let other = try Tool.run(
      ["fit", "later.csv", "--compare-model", "model.json", "--model", "bg-nbd"], in: folder)
    #expect(other.ending == .exit(2))
    #expect(other.message.contains("only models of one family are compared"))
  }

  @Test(arguments: [
    (["fit"], "Missing expected argument"),
    (["fit", "a.csv", "-o", "-"], "a model goes to a file"),
    (["fit", "a.csv", "-o", "a.csv"], "a.csv: it is an input too"),
    (["fit", "a.csv", "-o", "m.json", "--compare-model", "m.json"], "m.json: it is an input too"),
    (["fit", "a.csv", "--model", "lstm"], "'lstm' is invalid for '--model"),
    (["score", "a.csv", "--model", "bg-nbd", "--model-file", "m"], "--model and --model-file"),
    (
      ["score", "a.csv", "--model-file", "m.csv", "-o", "m.csv"],
      "m.csv: it is an input or another output too"
    ),
  ])
  func `a wrong command is exit code 2`(arguments: [String], message: String) throws {
    let outcome = try Tool.run(arguments, in: TemporaryFolder())
    #expect(outcome.ending == .exit(2))
    #expect(outcome.message.contains(message), "\(outcome.message)")
  }

  @Test func `no orders is exit code 3`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", "customer_id,order_date,amount\n")
    let outcome = try Tool.run(["fit", "orders.csv", "-o", "m.json"], in: folder)
    #expect(outcome.ending == .exit(3))
    #expect(folder.names == ["orders.csv"])
  }
}
