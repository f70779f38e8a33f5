import Bytes
import Foundation

/// What an earlier run of a command has left in a folder, by the document that it wrote there.
struct EarlierOutputs: Decodable {
  struct Output: Decodable {
    var file: String
  }

  var command: String
  var outputs: [Output]

  /// The names of its files.
  ///
  /// - Parameters:
  ///   - command: the command, whose document is COMMAND.json.
  ///   - folder: where it may have run.
  /// - Returns: none if there was no such run, or the document is another program's.
  /// - Throws: errors of the document, if there is one: what it would name would be left behind.
  static func names(by command: String, in folder: String) throws -> [String] {
    let path = "\(folder)/\(command).json"
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    let input = try InputFile(path)
    guard input.size <= 1 << 28 else { return [] }
    let bytes = try input.read(at: 0, count: input.size)
    guard let earlier = try? JSONDecoder().decode(EarlierOutputs.self, from: Data(bytes)),
      earlier.command == command
    else { return [] }
    // Nothing but what such a run writes is removed.
    return earlier.outputs.map(\.file).filter { name in
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      return parts.count == 2 && ["csv", "parquet"].contains(parts[1])
        && parts[0].utf8.allSatisfy {
          [0x2d, 0x5f].contains($0) || (0x30...0x39).contains($0) || (0x61...0x7a).contains($0)
        }
    }
  }
}
