import Bytes
import TestSupport
import Testing

@Suite struct SHA256Tests {
  private static let vectors: [(text: String, digest: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]

  @Test(arguments: vectors.indices)
  func `gives the digests of FIPS 180`(index: Int) {
    var digest = SHA256()
    digest.update(Array(Self.vectors[index].text.utf8))
    #expect(digest.finish() == Self.vectors[index].digest)
  }

  @Test func `does not depend on how the bytes are cut`() {
    for step in [1, 2, 3, 55] {
      var digest = SHA256()
      var rest = Array(Self.vectors[2].text.utf8)[...]
      while !rest.isEmpty {
        digest.update(Array(rest.prefix(step)))
        digest.update([])
        rest = rest.dropFirst(step)
      }
      #expect(digest.finish() == Self.vectors[2].digest, "\(step) bytes at a time")
    }
  }

  @Test func `hashes a file of several blocks`() throws {
    let folder = try TemporaryFolder()
    // 4 MiB of zeros: printed by `head -c 4194304 /dev/zero | sha256sum`.
    let path = try folder.file("zeros", [UInt8](repeating: 0, count: 4 << 20))
    let file = try InputFile(path)
    #expect(
      try file.sha256() == "bb9f8df61474d25e71fa00722318cd387396ca1736605e1248821cc0de3d3af8")
  }
}
