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
    try map(tasks, worker: {}) { _, task in try body(task) }
  }

  /// As `map`, with something that each thread makes once and uses for all of its tasks.
  ///
  /// It is memory to work in, or a decoder: no result may depend on what an earlier task left in it.
  public func map<Worker: ~Copyable, Result: Sendable>(
    _ tasks: Int, worker: @Sendable () throws -> Worker,
    _ body: @Sendable (inout Worker, Int) throws -> Result
  ) throws -> [Result] {
    if tasks <= 1 || count == 1 {
      if tasks <= 0 { return [] }
      var own = try worker()
      return try (0..<tasks).map { try body(&own, $0) }
    }
    let slots = Slots<Swift.Result<Result, any Error>>(tasks)
    let next = Counter()
    // Nonescaping closures may not be captured by the concurrent one; the call outlives neither.
    withoutActuallyEscaping(worker) { worker in
      withoutActuallyEscaping(body) { body in
        DispatchQueue.concurrentPerform(iterations: min(count, tasks)) { _ in
          var task = next.increment()
          do {
            var own = try worker()
            while task < tasks {
              slots.fill(task, Swift.Result { try body(&own, task) })
              task = next.increment()
            }
          } catch {
            // A thread without a worker fails in all tasks that it would have had.
            while task < tasks {
              slots.fill(task, .failure(error))
              task = next.increment()
            }
          }
        }
      }
    }
    return try slots.take().map { try $0.get() }
  }

  /// Computes `make(0), make(1), …, make(tasks - 1)` on all threads, and passes the results to `consume` in that
  /// order, on the calling thread, while the next ones are made.
  ///
  /// At most twice as many results as threads wait at a time. The error of the lowest task, or of `consume`, is
  /// thrown once all threads have ended; what comes after it is not consumed.
  public func forEach<Result: Sendable>(
    _ tasks: Int, make: @Sendable (Int) throws -> Result, inOrder consume: (Result) throws -> Void
  ) throws {
    try forEach(tasks, worker: {}, make: { _, task in try make(task) }, inOrder: consume)
  }

  /// As `forEach`, with something that each thread makes once and uses for all of its tasks.
  public func forEach<Worker: ~Copyable, Result: Sendable>(
    _ tasks: Int, worker: @Sendable () throws -> Worker,
    make: @Sendable (inout Worker, Int) throws -> Result,
    inOrder consume: (Result) throws -> Void
  ) throws {
    if tasks <= 0 { return }
    var own = try worker()
    if tasks == 1 || count == 1 {
      for task in 0..<tasks { try consume(make(&own, task)) }
      return
    }
    let line = TaskLine<Result>(tasks, ahead: 2 * count)
    try withoutActuallyEscaping(worker) { worker in
      try withoutActuallyEscaping(make) { make in
        let helpers = DispatchGroup()
        // The closures above must not be used any more when this returns.
        defer {
          line.stop()
          helpers.wait()
        }
        for _ in 1..<min(count, tasks) {
          DispatchQueue.global().async(group: helpers) {
            // Without its worker a helper is of no help; the calling thread has one.
            guard var own = try? worker() else { return }
            while let task = line.waitForTask() {
              line.put(task, Swift.Result { try make(&own, task) })
            }
          }
        }
        // This thread makes results itself while the one that is due is not there.
        while let step = line.next() {
          switch step {
          case .consume(let result): try consume(result.get())
          case .make(let task): line.put(task, Swift.Result { try make(&own, task) })
          }
        }
      }
    }
  }

  /// Runs `body` on the calling thread, and `side` on one of its own beside it; with one thread, after it.
  ///
  /// Both have ended when this returns or throws. If both throw, it is the error of `body`.
  public func run<Main, Side: Sendable>(
    _ body: () throws -> Main, beside side: @Sendable () throws -> Side
  ) throws -> (Main, Side) {
    if count == 1 { return (try body(), try side()) }
    let slots = Slots<Swift.Result<Side, any Error>>(1)
    let main = try withoutActuallyEscaping(side) { side in
      let group = DispatchGroup()
      // The closure above must not be used any more when this returns.
      defer { group.wait() }
      DispatchQueue.global().async(group: group) { slots.fill(0, Swift.Result { try side() }) }
      return try body()
    }
    return (main, try slots.take()[0].get())
  }
}
