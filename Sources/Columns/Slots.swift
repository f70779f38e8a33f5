import Synchronization

/// A counter that many threads draw from.
final class Counter: Sendable {
  private let value = Atomic<Int>(0)

  /// The next number, from 0.
  func increment() -> Int { value.add(1, ordering: .relaxed).oldValue }
}

/// One result slot per task, each filled once, by any thread.
final class Slots<Element: Sendable>: Sendable {
  private let elements: Mutex<[Element?]>

  init(_ count: Int) { elements = Mutex(Array(repeating: nil, count: count)) }

  /// Stores the result of `task`.
  func fill(_ task: Int, _ element: consuming sending Element) {
    let element = element
    elements.withLock { $0[task] = element }
  }

  /// All results in the order of the tasks.
  ///
  /// - Precondition: every slot has been filled.
  func take() -> [Element] {
    elements.withLock { elements in
      elements.map { element in
        guard let element else { preconditionFailure("a task left its slot empty") }
        return element
      }
    }
  }
}
