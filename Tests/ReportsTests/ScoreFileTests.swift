import Bytes
import CSV
import Columns
import Parquet
import Reports
import TestSupport
import Testing

/// Files that `patron changes` refuses, and what it says.
@Suite struct ScoreFileTests {
  private static let good = ScoreTexts(["a", "b", "c"].map { ScoreTexts.Customer(id: $0) })

  /// What is wrong with a file; empty if nothing is.
  private func flaw(_ bytes: [UInt8]) throws -> String {
    let folder = try TemporaryFolder()
    let path = try folder.file("scores", bytes)
    let good = try folder.file("good", Self.good.csv)
    do {
      let step = try #require(ChangeThreshold(0.1))
      var changes = try Changes(from: ScoreFile(path), to: ScoreFile(good), threshold: step)
      while try changes.next() != nil {}
      return ""
    } catch {
      return "\(error)".replacing(folder.path + "/", with: "")
    }
  }

  private func flaw(_ text: String) throws -> String { try flaw(Array(text.utf8)) }

  /// The good file with one line in place of another, and what stands before the line.
  private func flaw(replacing line: Int, _ change: (String) -> String) throws -> String {
    var lines = Self.good.csv.split(separator: "\n").map(String.init)
    lines[line] = change(lines[line])
    return try flaw(lines.joined(separator: "\n") + "\n")
  }

  @Test func `the good file is good`() throws { #expect(try flaw(Self.good.csv) == "") }

  @Test func `rows out of order are named`() throws {
    var lines = Self.good.csv.split(separator: "\n").map(String.init)
    lines.swapAt(1, 2)
    #expect(
      try flaw(lines.joined(separator: "\n")).hasPrefix(
        "scores, line 3: the row is not in the order in which scores are written"))
    lines.swapAt(1, 2)
    lines.insert(lines[2], at: 2)
    #expect(
      try flaw(lines.joined(separator: "\n")).hasPrefix(
        "scores, line 4: this customer stands in the row before too"))
  }

  @Test(arguments: [
    ("0.500000", "1.000001", "churn_probability is not a probability"),
    ("0.500000", "nan", "churn_probability is not a probability"),
    ("0.500000", "0.5000000", "churn_probability is not a probability"),
    ("0.500000", "99999999999999999999", "churn_probability is not a probability"),
    ("0.500000", ".", "churn_probability is not a probability"),
    ("0.500000", "-0.5", "churn_probability is not a probability"),
    ("false", "no", "is_hero is not true or false"), (",3,", ",-3,", "orders is not a count"),
    (",3,", ",2147483648,", "orders is not a count"), (",3,", ",3.0,", "orders is not a count"),
    ("2024-06-30", "2024-06-31", "as_of is not a date"), ("2024-06-30", "", "as_of is empty"),
    ("2024-06-30", "2024-07-01", "as_of is 2024-07-01, and 2024-06-30 in rows before"),
    (",gold", "", "there are 8 fields, and the header has 9"),
    ("active", "\"ac\"tive", "a quote is not closed, or text follows it"),
  ])
  func `a field that no score file has is named with its line`(
    from: String, to: String, finding: String
  ) throws {
    let found = try flaw(replacing: 2) {
      $0.replacing(from, with: to, maxReplacements: 1)
    }
    #expect(
      finding.isEmpty ? found.isEmpty : found.hasPrefix("scores, line 3: \(finding)"), "\(found)")
    #expect(found.isEmpty || found.hasSuffix("write it anew with patron score"))
  }

  @Test func `a row without an id, and one that is not UTF-8, are named`() throws {
    #expect(
      try flaw(replacing: 3) { String($0.dropFirst()) }.hasPrefix(
        "scores, line 4: there is no customer_id"))
    let line = Array(Self.good.csv.utf8).split(separator: UInt8(ascii: "\n"))
    let bytes = Array(line[0]) + [10, 0xFF] + Array(line[1]) + [10]
    #expect(try flaw(bytes).hasPrefix("scores, line 2: customer_id is not UTF-8"))
  }

  @Test func `a file that is no score file is refused with what to do`() throws {
    #expect(
      try flaw("customer_id,orders\na,1\n").contains(
        "there is no column as_of; name a file of patron score"))
    #expect(try flaw("as_of\n2024-01-01\n").contains("there is no column customer_id"))
    #expect(
      try flaw("{\"customer_id\":\"a\"}\n").contains("score with -o NAME.parquet or NAME.csv"))
    #expect(try flaw("customer_id,as_of\n").contains("there is no row in it"))
    #expect(
      try flaw("customer_id,as_of,as_of\na,2024-01-01,2024-01-01\n").contains(
        "2 columns have the name as_of"))
    #expect(try flaw("") != "")
    #expect(try flaw("PAR1") != "")
  }

  @Test func `a column of another type in Parquet is named`() throws {
    let fields = [Field("customer_id", .text), Field("as_of", .date), Field("orders", .real)]
    func parquet(_ fields: [Field], _ columns: [Column]) throws -> [UInt8] {
      var bytes: [UInt8] = []
      try ParquetEncoder(fields: fields).writeTable(
        blocks: 1, threads: Threads(1), columns: { _ in columns }, progress: { _ in },
        to: { bytes += $0 })
      return bytes
    }
    let id = Column(fields[0], .text(TextColumn(["a"])))
    let day = Column(fields[1], .int32([19_000]))
    #expect(
      try flaw(parquet(fields, [id, day, Column(fields[2], .real([1]))]))
        .hasPrefix("scores: orders is not a count"))
    let churn = Field("churn_probability", .real)
    for value in [1.5, -0.1, .nan, .infinity] {
      #expect(
        try flaw(parquet([fields[0], fields[1], churn], [id, day, Column(churn, .real([value]))]))
          .hasPrefix("scores, row 1: churn_probability is not a probability"))
    }
    #expect(try flaw(parquet([fields[0], fields[1]], [id, day])) == "")
  }
}
