internal import Bytes

// STORE/key    32 random bytes, mode 0600

/// The key of the hashes that stand for people who were forgotten.
///
/// Ids are few enough to be tried one by one. The key keeps a copy of the table from being searched so; it does not
/// protect who has the store's folder.
enum StoreKey {
  /// Its name in the store's folder.
  static let name = "key"
  private static let count = 32

  /// The key of a store; nil if it has none.
  ///
  /// - Throws: `FileError`; `OrderError` if the file is no key.
  static func read(of store: String) throws -> [UInt8]? {
    let folder = try Folder(store)
    guard try folder.status(name) != nil else { return nil }
    let file = try folder.file(name)
    if file.size != count {
      throw OrderError(
        path: "\(store)/\(name)",
        problem:
          "the key of forgotten customers has \(file.size) bytes and not \(count); restore it "
          + "from a copy")
    }
    return try file.read(at: 0, count: count)
  }

  /// The key of a store, made if it has none; durable then.
  ///
  /// - Throws: `FileError`; `OrderError` if the file is no key.
  static func make(in store: String) throws -> [UInt8] {
    if let key = try read(of: store) { return key }
    // The system's source, which is fit for keys.
    var source = SystemRandomNumberGenerator()
    let key = (0..<count).map { _ in UInt8.random(in: 0...255, using: &source) }
    var file = try OutputFile("\(store)/\(name)", isPrivate: true)
    try file.write(key)
    switch try Publication.publishIfAbsent(try file.sync()) {
    case .published: return key
    case .unconfirmed(let error): throw error
    // Somebody else forgets people for the first time, too.
    case .nameTaken: return try read(of: store) ?? key
    }
  }
}
