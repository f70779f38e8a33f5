import Columns
import Bytes
import Foundation
import Orders
import Segments

/// A map of segments from a file.
struct MapFile {
  let path: String
  let map: RFMMap
  let sha256: String

  /// Reads a map.
  ///
  /// - Throws: `FileError`; `RunError` if it is no map, or not every cell has one segment.
  static func read(_ path: String) throws -> MapFile {
    let input = try InputFile(path)
    let text = try SmallFile.text(of: input, path)
    let sha256 = try input.sha256()
    do throws(RFMMap.Problem) {
      return MapFile(path: path, map: try RFMMap(text: text), sha256: sha256)
    } catch {
      let line = error.line.map { ", line \($0)" } ?? ""
      throw RunError(
        status: .input, description: "\(path)\(line): \(Figures.printable(error.description))")
    }
  }
}

/// Cut points of scores from a manifest, or from a file that has nothing else.
struct CutsFile: Decodable {
  let rfm_cuts: Manifest.Cuts?

  /// Reads cut points for a source.
  ///
  /// - Throws: `FileError`; `RunError` if there are none, or they do not fit the source.
  static func read(_ path: String, for source: any OrderSource) throws -> RFM.Cuts {
    func wrong(_ flaw: String) -> RunError {
      RunError(
        status: .input,
        description: "\(path): \(flaw); name a manifest of patron score, which has rfm_cuts")
    }
    let data = Data(try SmallFile.bytes(of: InputFile(path), path))
    let decoder = JSONDecoder()
    let found: Manifest.Cuts
    do {
      if let cuts = try decoder.decode(CutsFile.self, from: data).rfm_cuts {
        found = cuts
      } else {
        found = try decoder.decode(Manifest.Cuts.self, from: data)
      }
    } catch is DecodingError {
      throw wrong("it has no cut points")
    }
    let scale = source.currency.scale
    let amounts = found.net_revenue_above ?? []
    let monetary = amounts.compactMap { minorUnits(of: $0, scale: scale) }
    guard monetary.count == amounts.count else {
      throw wrong("net_revenue_above has what is no amount of at most \(scale) decimals")
    }
    if source.hasAmounts && amounts.isEmpty { throw wrong("it has no cut points of net revenue") }
    guard
      let cuts = RFM.Cuts(
        recency: found.days_since_last_order_below, frequency: found.orders_above,
        monetary: monetary)
    else { throw wrong("cut points are four of each, in order") }
    return cuts
  }
}

/// Files that are read whole.
enum SmallFile {
  /// More than any file of options has.
  private static let mostBytes = 16 << 20

  static func bytes(of input: InputFile, _ path: String) throws -> [UInt8] {
    guard input.size <= mostBytes else {
      throw RunError(
        status: .input,
        description: "\(path): it has \(Figures.count(input.size)) bytes; a file of a few is needed"
      )
    }
    return try input.read(at: 0, count: input.size)
  }

  /// The whole of a file, which is text.
  static func text(of input: InputFile, _ path: String) throws -> String {
    guard let text = String(validating: try bytes(of: input, path), as: UTF8.self) else {
      throw RunError(status: .input, description: "\(path): it is not UTF-8 text")
    }
    return text
  }
}
