internal import Foundation

/// JSON text to values and back: the one place of the log that meets a JSON library.
package enum JSON {
  /// The text of a value: keys in order, no spaces, so the same value always gives the same bytes.
  ///
  /// - Precondition: the value holds no number that JSON lacks.
  package static func bytes(of value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(value))
    } catch {
      preconditionFailure("a value without a JSON text: \(error)")
    }
  }

  /// The value that a text means; fields it does not know are ignored.
  ///
  /// - Throws: `DeltaError` if the text is no JSON, lacks a field or has one of another type.
  package static func value<Value: Decodable>(
    _ type: Value.Type, from bytes: some Sequence<UInt8>
  ) throws(DeltaError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw .corrupt(finding(error))
    } catch let error as DeltaError {
      throw error
    } catch {
      throw .corrupt("no JSON")
    }
  }

  private static func finding(_ error: DecodingError) -> String {
    func name(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "the text" : path.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(name(context.codingPath + [key])) is missing"
    case .valueNotFound(_, let context): return "\(name(context.codingPath)) is null"
    case .typeMismatch(let type, let context):
      return "\(name(context.codingPath)) is not of type \(type)"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "no JSON, or a number that is out of range"
        : "\(name(context.codingPath)) has a value out of range"
    @unknown default: return "no JSON"
    }
  }
}
