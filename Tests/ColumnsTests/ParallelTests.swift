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

  @Test(arguments: [1, 2, 3, 5])
  func `makes one worker for each thread, which keeps it`(count: Int) throws {
    let workers = Mutex(0)
    let uses = try Threads(count).map(
      200,
      worker: {
        (
          number: workers.withLock {
            $0 += 1; return $0
          }, uses: 0
        )
      }
    ) { worker, _ in
      worker.uses += 1
      return (worker.number, worker.uses)
    }
    #expect(workers.withLock { $0 } <= count)
    #expect(Set(uses.map { "\($0)" }).count == 200)
  }

  @Test(arguments: [1, 2, 3, 5])
  func `a worker that cannot be made is an error`(count: Int) {
    #expect(throws: Failure(task: -1)) {
      _ = try Threads(count).map(20, worker: { throw Failure(task: -1) }) { _, task in task }
    }
    #expect(throws: Failure(task: -1)) {
      try Threads(count).forEach(
        20, worker: { throw Failure(task: -1) }, make: { _, task in task }, inOrder: { _ in })
    }
  }

  @Test(arguments: [1, 2, 3, 5])
  func `passes results on in the order of the tasks, a few ahead at most`(count: Int) throws {
    for tasks in [0, 1, 2, 7, 300] {
      let begun = Mutex(0)
      var taken: [Int] = []
      try Threads(count).forEach(
        tasks,
        make: { task in
          begun.withLock { $0 += 1 }
          if task % 3 == 0 { usleep(50) }
          return task * task
        },
        inOrder: { result in
          taken.append(result)
          #expect(begun.withLock { $0 } <= taken.count + 2 * count)
        })
      #expect(taken == (0..<tasks).map { $0 * $0 })
    }
  }

  @Test(arguments: [1, 2, 3, 5])
  func `stops in order at the first result that cannot be made or taken`(count: Int) {
    for _ in 0..<20 {
      var taken: [Int] = []
      #expect(throws: Failure(task: 13)) {
        try Threads(count).forEach(
          50,
          make: { task in
            if task == 13 { usleep(1000) }
            if task % 10 == 3 && task > 10 { throw Failure(task: task) }
            return task
          }, inOrder: { taken.append($0) })
      }
      #expect(taken == Array(0..<13))
      var last = -1
      #expect(throws: Failure(task: 7)) {
        try Threads(count).forEach(50, make: { $0 }) { task in
          last = task
          if task == 7 { throw Failure(task: task) }
        }
      }
      #expect(last == 7)
    }
  }

  @Test func `ordered work goes on inside of parallel work`() throws {
    let sums = try Threads(3).map(20) { outer in
      var sum = 0
      try Threads(3).forEach(20, make: { outer * 20 + $0 }, inOrder: { sum += $0 })
      return sum
    }
    #expect(sums.reduce(0, +) == (0..<400).reduce(0, +))
  }

  @Test(arguments: [1, 2, 5])
  func `work beside the rest has ended with it, whoever fails`(count: Int) throws {
    let ended = Mutex(0)
    @Sendable func side(_ task: Int, failing: Bool) throws -> Int {
      usleep(1000)
      ended.withLock { $0 += 1 }
      if failing { throw Failure(task: task) }
      return task
    }
    let results = try Threads(count).run({ "main" }, beside: { try side(1, failing: false) })
    #expect(results == ("main", 1))
    #expect(throws: Failure(task: 2)) {
      _ = try Threads(count).run({}, beside: { try side(2, failing: true) })
    }
    #expect(throws: Failure(task: 3)) {
      _ = try Threads(count).run(
        { throw Failure(task: 3) }, beside: { try side(4, failing: true) })
    }
    // On one thread what fails first leaves the rest undone.
    #expect(ended.withLock { $0 } == (count == 1 ? 2 : 3))
  }

  @Test func `no threads are the caller's mistake`() async {
    await #expect(processExitsWith: .failure) { _ = Threads(0) }
  }
}
