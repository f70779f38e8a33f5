import Dispatch
import Synchronization

/// Results that are made in any order by many threads and taken in the order of their tasks by one.
final class TaskLine<Element: Sendable>: Sendable {
  /// What the taker does next.
  enum Step {
    /// Takes the result that is due.
    case consume(Result<Element, any Error>)
    /// Makes one itself, since the one that is due is not there yet.
    case make(Int)
  }

  private struct State {
    var ready: [Int: Result<Element, any Error>] = [:]
    /// The next task to be made.
    var task = 0
    /// The next task whose result is taken.
    var due = 0
    var isStopped = false
  }

  private let tasks: Int
  private let state = Mutex(State())
  /// One for each result that may still be begun.
  ///
  /// A task is drawn with a permit in hand, so the one that is due is always being made or ready, and nobody
  /// waits for ever.
  private let permits: DispatchSemaphore
  private let arrivals = DispatchSemaphore(value: 0)

  /// A line of `tasks` results, of which at most `ahead` are begun and not yet taken.
  init(_ tasks: Int, ahead: Int) {
    self.tasks = tasks
    permits = DispatchSemaphore(value: 0)
    for _ in 0..<ahead { permits.signal() }
  }

  /// The next task for a helper, which waits until it may be begun; nil when there is none.
  func waitForTask() -> Int? {
    permits.wait()
    return draw()
  }

  /// A task for who holds a permit; if there is none left the permit goes on to the next who waits for one.
  private func draw() -> Int? {
    let task: Int? = state.withLock { state in
      if state.isStopped || state.task == tasks { return nil }
      state.task += 1
      return state.task - 1
    }
    if task == nil { permits.signal() }
    return task
  }

  /// Adds the result of a task that was drawn.
  func put(_ task: Int, _ element: Result<Element, any Error>) {
    state.withLock { $0.ready[task] = element }
    arrivals.signal()
  }

  /// What the taker does next, which it may have to wait for; nil when all results are taken.
  func next() -> Step? {
    while true {
      let (element, isOver) = state.withLock { state in
        let element = state.ready.removeValue(forKey: state.due)
        let isOver = state.due == tasks
        if element != nil { state.due += 1 }
        return (element, isOver)
      }
      if isOver { return nil }
      if let element {
        permits.signal()
        return .consume(element)
      }
      if permits.wait(timeout: .now()) == .success, let task = draw() { return .make(task) }
      arrivals.wait()
    }
  }

  /// Lets no helper begin another task.
  func stop() {
    state.withLock { $0.isStopped = true }
    permits.signal()
  }
}
