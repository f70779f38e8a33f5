import Delta
import TestSupport
import Testing

@Suite struct TablePathTests {
  @Test(arguments: [
    ("part-1.parquet", "part-1.parquet"), ("bucket=3/part-1.parquet", "bucket=3/part-1.parquet"),
    ("a b", "a%20b"), ("a%20b", "a%2520b"), ("é", "%C3%A9"), ("a:b", "a%3Ab"),
    ("a?#&+", "a%3F%23&+"), ("\"<>{}|^`[]", "%22%3C%3E%7B%7D%7C%5E%60%5B%5D"),
    ("..a/b..", "..a/b.."), ("~a_-.", "~a_-."), ("a\\b", "a%5Cb"),
    ("x/_delta_log/a", "x/_delta_log/a"),
  ])
  func `a path has one form in the log`(path: String, uri: String) throws {
    #expect(try TablePath(path).uri == uri)
    #expect(try TablePath(uri: uri) == TablePath(path))
    #expect(try TablePath(uri: uri).description == path)
  }

  @Test func `other forms of the same path are the same`() throws {
    #expect(try TablePath(uri: "%61%2fb") == TablePath("a/b"))
    #expect(try TablePath(uri: "%c3%a9") == TablePath("\u{E9}"))
    #expect(try TablePath(uri: "a b+c") == TablePath("a b+c"))
  }

  /// Swift's texts call these equal; a file system does not.
  @Test func `paths of other bytes are other paths`() throws {
    #expect(try TablePath("\u{E9}") != TablePath("e\u{301}"))
    #expect(try TablePath("a") < TablePath("b"))
  }

  @Test(arguments: [
    "/etc/passwd", "%2Fetc/passwd", "..", "../a", "a/../../b", "a/..", "%2e%2e/a", "%2E%2E%2Fa",
    "a/%2e%2e/b",
    "a%00b", "a//b", "a/", "", ".", "./a", "a/./b", "a%", "a%2", "a%zz", "%ff", "%c3", "a%0",
    "_delta_log/00000000000000000000.json", "%5Fdelta_log/x", "_delta_log",
    String(repeating: "a", count: 256), "\u{661}%\u{661}\u{661}",
  ])
  func `a path that leads elsewhere is corrupt`(uri: String) throws {
    #expect(deltaError { _ = try TablePath(uri: uri) }?.kind == .corrupt, "\(uri)")
  }

  @Test(arguments: ["file:/a/b", "s3://bucket/a", "abfss://c@a/x", "C:/a", "a+b-c.d:x"])
  func `an absolute URI is not read`(uri: String) throws {
    let error = deltaError { _ = try TablePath(uri: uri) }
    #expect(error?.kind == .unsupported)
    #expect(error?.finding.contains("only files inside the table") == true)
  }

  @Test(arguments: ["/a", "../a", "", "a\u{0}b", "_delta_log/x"])
  func `the caller's paths are checked too`(path: String) throws {
    #expect(deltaError { _ = try TablePath(path) }?.kind == .badRequest)
  }

  @Test func `colons that begin no scheme are part of the name`() throws {
    #expect(try TablePath(uri: "hour=10:30/a").description == "hour=10:30/a")
    #expect(try TablePath(uri: ":a").description == ":a")
    #expect(try TablePath(uri: "1:a").description == "1:a")
  }

  @Test func `errors show no control characters and no endless names`() throws {
    let error = deltaError {
      _ = try TablePath(uri: "/\u{1B}[2J" + String(repeating: "x", count: 5000))
    }
    #expect(error?.finding.contains("\u{1B}") == false)
    #expect((error?.finding.count ?? 0) < 400)
  }

  @Test func `every random path survives its URI`() throws {
    var generator = Generator.seeded()
    for _ in 0..<2000 {
      let scalars = (0..<Int.random(in: 1...20, using: &generator)).compactMap { _ in
        UnicodeScalar(UInt32.random(in: 1...0x2FFF, using: &generator))
      }
      let text = String(String.UnicodeScalarView(scalars))
      guard let path = try? TablePath(text) else { continue }
      #expect(try TablePath(uri: path.uri) == path)
    }
  }
}
