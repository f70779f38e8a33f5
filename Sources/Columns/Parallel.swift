import Dispatch

/// The number of threads that parallel work uses, and the one place that starts them.
///
/// Results never depend on `count`: work is cut into tasks by the data alone, and each task writes
/// only its own result.
public struct Threads: Sendable {
  /// At least 1.
  public let count: Int

  /// A team of `count` threads.
  ///
  /// - Precondition: `count` is at least 1.
  public init(_ count: Int) {
    precondition(count >= 1, "at least one thread")
    self.count = count
  }

  /// Computes `body(0), body(1), …, body(tasks - 1)` and returns the results in that order.
  ///
  /// Tasks are handed out one by one to at most `count` threads. If some throw, the error of the
  /// lowest task is thrown once all have ended.
  public func map<Result: Sendable>(
    _ tasks: Int, _ body: @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    if tasks <= 1 || count == 1 { return try (0..<tasks).map(body) }
    let slots = Slots<Swift.Result<Result, any Error>>(tasks)
    let next = Counter()
    // Nonescaping closures may not be captured by the concurrent one; the call outlives neither.
    withoutActuallyEscaping(body) { body in
      DispatchQueue.concurrentPerform(iterations: min(count, tasks)) { _ in
        while true {
          let task = next.increment()
          if task >= tasks { return }
          slots.fill(task, Swift.Result { try body(task) })
        }
      }
    }
    return try slots.take().map { try $0.get() }
  }
}
