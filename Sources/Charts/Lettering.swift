/// Text of a size, and how much room it takes.
///
/// Which font the reader has is not known, so widths are those of a wide one.
struct Lettering {
  let size: Double

  /// Of nearly all text.
  static let label = Lettering(size: 16)
  /// Where room is short.
  static let small = Lettering(size: 14)

  /// From one line to the next.
  var leading: Double { size * 1.2 }

  /// How far the foot of a line is below the middle of its letters.
  var drop: Double { size * 0.36 }

  /// The width of a line.
  func width(_ line: String) -> Double {
    line.reduce(0) { $0 + Lettering.width($1) } * size
  }

  private static func width(_ character: Character) -> Double {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar {
    case " ", ".", ",", ":", ";", "'", "|", "!", "i", "j", "l", "I": return 0.34
    case "(", ")", "[", "]", "-", "f", "r", "t", "/", "\\": return 0.42
    case "\"": return 0.48
    case "m", "W", "@", "%", "…": return 1
    case "w", "M", "+", "<", ">", "=", "~", "#": return 0.86
    case "A"..."Z", "&": return 0.79
    case "\u{1100}"...: return scalar == "\u{2013}" ? 0.6 : 1.05
    default: return 0.63
    }
  }

  /// As much of a line as there is room for, with three points if that is not all.
  func shortened(_ line: String, to room: Double) -> String {
    guard width(line) > room else { return line }
    var kept = line
    while !kept.isEmpty && width(kept + "…") > room { kept.removeLast() }
    return kept.isEmpty ? "" : kept + "…"
  }

  /// A text cut at line breaks, spaces, underscores and dashes into lines that there is room for; nil if a word is
  /// too long.
  func lines(_ text: String, within room: Double) -> [String]? {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n") {
      var line = ""
      for word in Lettering.words(paragraph) {
        if line.isEmpty || width(Lettering.trimmed(line + word)) <= room {
          line += word
        } else {
          lines.append(Lettering.trimmed(line))
          line = word
        }
      }
      lines.append(Lettering.trimmed(line))
    }
    return lines.allSatisfy { width($0) <= room } ? lines : nil
  }

  /// Words, each with what parts it from the next.
  private static func words(_ text: Substring) -> [String] {
    var words = [""]
    for character in text {
      words[words.count - 1].append(character)
      if " _-–".contains(character) { words.append("") }
    }
    return words.filter { !$0.isEmpty }
  }

  private static func trimmed(_ line: String) -> String {
    line.last == " " ? String(line.dropLast()) : line
  }
}

/// Whether texts of which some do not fit are worth writing: a few alone would look like a choice.
func mostFit(_ fits: [Bool]) -> Bool { fits.count(where: { $0 }) * 2 > fits.count }
