import Columns
import Foundation
import Parquet
import Testing

/// Writes the files that `Tests/Interop` has other engines read, and beside each what they must find.
@Suite struct InteropSamples {
  private static let folder = ProcessInfo.processInfo.environment["PATRON_INTEROP_DIR"]

  @Test(
    .enabled(if: folder != nil, "PATRON_INTEROP_DIR names no folder to write samples into"),
    arguments: Sample.all.map(\.name))
  func `writes a sample and its expected values`(name: String) throws {
    let folder = URL(fileURLWithPath: try #require(Self.folder)).appendingPathComponent("parquet")
    let sample = try #require(Sample.all.first { $0.name == name })
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(sample.file()).write(to: folder.appendingPathComponent("\(name).parquet"))
    try Data(Self.json(of: sample)).write(to: folder.appendingPathComponent("\(name).json"))
  }

  /// The table as JSON, columns of values; days and minor units as integers, NaN and Infinity as Python reads them.
  private static func json(of sample: Sample) -> [UInt8] {
    var json = "{\"row_groups\": ["
    json += sample.blocks.compactMap(\.first?.count).filter { $0 > 0 }
      .map(String.init).joined(separator: ", ")
    let sorting = sample.sortedBy.compactMap { column in
      sample.fields.firstIndex { $0.name == column.name }.map {
        "[\($0), \(column.isDescending), \(column.nullsFirst)]"
      }
    }
    json += "],\n\"sorting\": [\(sorting.joined(separator: ", "))"
    json += "],\n\"columns\": ["
    for (index, field) in sample.fields.enumerated() {
      let (type, scale) = typeName(field.type)
      json += index == 0 ? "\n" : ",\n"
      json += "{\"name\": \"\(field.name)\", \"type\": \"\(type)\", \"scale\": \(scale), "
      let hasBounds = sample.options[field.name]?.hasBounds ?? true
      json += "\"nullable\": \(field.isNullable), \"bounds\": \(hasBounds), \"values\": ["
      var isFirst = true
      for block in sample.blocks {
        for row in 0..<block[index].count {
          if !isFirst { json += "," }
          isFirst = false
          json += value(block[index], row)
        }
      }
      json += "]}"
    }
    return Array((json + "]}\n").utf8)
  }

  private static func typeName(_ type: ColumnType) -> (String, Int) {
    switch type {
    case .text: ("text", 0)
    case .integer: ("integer", 0)
    case .count: ("count", 0)
    case .date: ("date", 0)
    case .timestamp: ("timestamp", 0)
    case .money(let scale): ("money", scale)
    case .real: ("real", 0)
    case .boolean: ("boolean", 0)
    }
  }

  private static func value(_ column: Column, _ row: Int) -> String {
    if let validity = column.validity, !validity[row] { return "null" }
    switch column.values {
    case .text(let texts): return quoted(String(decoding: texts[row], as: UTF8.self))
    case .textRuns(let texts, let ends):
      return quoted(String(decoding: texts[ends.count { $0 <= row }], as: UTF8.self))
    case .labels(let codes, let names): return quoted(names[Int(codes[row])])
    case .int32(let values): return "\(values[row])"
    case .int64(let values): return "\(values[row])"
    case .boolean(let values): return "\(values[row])"
    case .real(let values):
      let value = values[row]
      if value.isNaN { return "NaN" }
      if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
      return "\(value)"
    }
  }

  private static func quoted(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\u{0}"..."\u{1F}":
        json += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }
}
