extension DecodingError {
  /// The error in words: the key, and what is wrong with it.
  var finding: String {
    func name(_ path: [any CodingKey]) -> String {
      let keys = path.map { Figures.printable($0.stringValue) }
      return keys.isEmpty ? "the text" : keys.joined(separator: ".")
    }
    switch self {
    case .keyNotFound(let key, let context):
      return "\(name(context.codingPath + [key])) is missing"
    case .valueNotFound(_, let context): return "\(name(context.codingPath)) is null"
    case .typeMismatch(let type, let context):
      return "\(name(context.codingPath)) is not of type \(type)"
    case .dataCorrupted(let context):
      if !context.codingPath.isEmpty {
        return "\(name(context.codingPath)) has a value that it cannot have"
      }
      return "it is not whole JSON, or has a number out of range"
    @unknown default: return "it cannot be read"
    }
  }
}
