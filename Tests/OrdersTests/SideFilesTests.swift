import Bytes
import Columns
import TestSupport
import Testing

@testable import Orders

@Suite struct SideFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func map(_ text: String) throws -> [String: String] {
    let map = try SideFiles.customerMap(try folder.file("map.csv", text))
    return Dictionary(
      uniqueKeysWithValues: map.map {
        (String(decoding: $0, as: UTF8.self), String(decoding: $1, as: UTF8.self))
      })
  }

  private func rates(_ text: String) throws -> [CurrencyRate] {
    try SideFiles.rates(try folder.file("rates.csv", text))
  }

  @Test func `chains of ids are followed to their end`() throws {
    #expect(
      try map("from_id,to_id\na,b\nc , d\nb,c\nx,y\n") == ["a": "d", "b": "d", "c": "d", "x": "y"])
    #expect(try map("To ID;From ID;why\nb;a;same\nb;a;again\n") == ["a": "b"])
  }

  @Test(arguments: [
    ("from_id,to_id\na,b\na,c\n", "map.csv, line 3: this from_id stands with another to_id before"),
    ("from_id,to_id\nx,a\na,b\nb,a\n", "line 2: its to_id leads back to itself"),
    ("from_id,to_id\na,a\n", "line 2: its to_id leads back to itself"),
    ("from_id,to_id\na,\n", "line 2: an id is missing"),
    ("from_id,to_id\na\n", "line 2: the row has not the 2 fields of the header"),
    ("from,to\na,b\n", "there is no column 'from_id'; the columns are 'from', 'to'"),
  ])
  func `a map that says nothing clear is an error`(text: String, message: String) throws {
    let error = #expect(throws: OrderError.self) { _ = try map(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func `a long chain takes no longer than it is`() throws {
    let count = 200_000
    let text = "from_id,to_id\n" + (0..<count).map { "\($0),\($0 + 1)\n" }.joined()
    let ends = try map(text)
    #expect(ends.count == count && Set(ends.values) == ["\(count)"])
  }

  @Test func `rates are exact, and hold from a day on`() throws {
    let rates = try rates(
      "currency,rate,date\nusd,0.920,2024-02-01\nJPY,.0061,\nUSD,1,\nEUR,123456789012345678,\n")
    #expect(
      rates.map {
        "\($0.currency.code ?? "") \($0.digits) \($0.decimals) \($0.from?.description ?? "-")"
      }
        == ["EUR 123456789012345678 0 -", "JPY 61 4 -", "USD 1 0 -", "USD 920 3 2024-02-01"])
    #expect(try self.rates("rate,currency\n2,CHF\n").map(\.digits) == [2])
  }

  @Test(arguments: [
    ("dollar,1,", "'dollar' is no currency"), ("USD,0,", "'0' is no rate"),
    ("USD,-1,", "'-1' is no rate"),
    ("USD,1e3,", "'1e3' is no rate"), ("USD,1.2.3,", "no rate"),
    ("USD,1234567890123456789,", "no rate"),
    ("USD,,", "'' is no rate"), ("USD,1,soon", "'soon' is no date"),
    ("USD,1,03/04/2024", "is no date"),
    ("USD,1,\nUSD,2,", "line 3: USD has another rate from the same day on"),
  ])
  func `a rate that is none is an error`(row: String, message: String) throws {
    let error = #expect(throws: OrderError.self) { _ = try rates("currency,rate,date\n\(row)\n") }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
