import Columns
import Foundation
import Synchronization
import Testing

@Suite struct ParallelTests {
  private struct Failure: Error, Equatable { let task: Int }

  @Test(arguments: [1, 2, 3, 5, 100])
  func `returns the results in the order of the tasks`(count: Int) throws {
    for tasks in [0, 1, 2, 7, 1000] {
      let results = try Threads(count).map(tasks) { task in
        if task % 3 == 0 { usleep(10) }
        return task * task
      }
      #expect(results == (0..<tasks).map { $0 * $0 })
    }
  }

  @Test(arguments: [1, 2, 3, 5])
  func `throws the error of the lowest task`(count: Int) {
    for _ in 0..<20 {
      #expect(throws: Failure(task: 3)) {
        _ = try Threads(count).map(50) { task in
          // The lowest failure comes last.
          if task == 3 { usleep(1000) }
          if task % 10 == 3 { throw Failure(task: task) }
          return task
        }
      }
    }
  }

  @Test(arguments: [1, 2, 5])
  func `runs every task once`(count: Int) throws {
    let runs = Mutex([Int](repeating: 0, count: 500))
    _ = try Threads(count).map(500) { task in runs.withLock { $0[task] += 1 } }
    #expect(runs.withLock { $0 } == Array(repeating: 1, count: 500))
  }

  @Test func `never uses more threads than it may`() throws {
    let state = Mutex((now: 0, most: 0))
    _ = try Threads(2).map(50) { _ in
      state.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      usleep(500)
      state.withLock { $0.now -= 1 }
    }
    #expect(state.withLock { $0.most } <= 2)
  }

  @Test func `works inside itself`() throws {
    let sums = try Threads(3).map(10) { outer in
      try Threads(3).map(10) { outer * 10 + $0 }.reduce(0, +)
    }
    #expect(sums.reduce(0, +) == (0..<100).reduce(0, +))
  }

  @Test func `no threads are the caller's mistake`() async {
    await #expect(processExitsWith: .failure) { _ = Threads(0) }
  }
}
