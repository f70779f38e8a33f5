import Foundation

/// One line on standard error that says what is being done, on a terminal only.
final class Progress {
  private let isShown: Bool
  private var lastDrawn = ContinuousClock.now - .seconds(1)
  private var width = 0

  /// A progress line; `isQuiet` keeps it away from a terminal too.
  init(isQuiet: Bool) { isShown = !isQuiet && isatty(STDERR_FILENO) == 1 }

  deinit { clear() }

  /// Says what is being done, without a measure.
  func show(_ stage: String) { draw(stage + " …") }

  /// Says how much of it is done, at most twenty times a second.
  func show(_ stage: String, _ done: Int, of total: Int) {
    let now = ContinuousClock.now
    guard isShown, now - lastDrawn > .milliseconds(50) else { return }
    lastDrawn = now
    draw("\(stage)  \(total > 0 ? done * 100 / total : 100) %")
  }

  /// Takes the line away.
  func clear() {
    if width > 0 { write("\r\u{1B}[K") }
    width = 0
  }

  private func draw(_ line: String) {
    guard isShown else { return }
    write("\r\u{1B}[K" + line)
    width = line.count
  }

  private func write(_ text: String) { StandardError.write(text) }
}
