import ArgumentParser
import Foundation

/// Where paths lead, whatever they are called.
enum Place {
  /// A path without links on its way.
  static func of(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }

  /// The last part of a path.
  static func name(of path: String) -> String { URL(filePath: path).lastPathComponent }

  /// Refuses to write over an input.
  ///
  /// - Throws: `ValidationError` that names the output.
  static func check(_ outputs: [String], areNot inputs: [String]) throws {
    let taken = Set(inputs.map(of))
    for path in outputs where taken.contains(of(path)) {
      throw ValidationError("\(path): it is an input too; choose another name")
    }
  }
}
