/// The colours of the page.
enum Colour {
  static let ink = "var(--ink, #1b2430)"
  static let muted = "var(--muted, #5a6675)"
  static let grid = "var(--grid, #dde2e8)"
  static let paper = "var(--paper, #ffffff)"

  /// The colour of a part or line by its number; after the sixth they begin anew.
  static func series(_ number: Int) -> String {
    let fallbacks = ["#1f5f9e", "#d17a22", "#2f8a5b", "#b0446f", "#6f5fb5", "#7d8793"]
    let place = number % fallbacks.count
    return "var(--series-\(place + 1), \(fallbacks[place]))"
  }
}
