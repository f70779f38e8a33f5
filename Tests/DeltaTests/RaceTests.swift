import Columns
import Delta
import Foundation
import TestSupport
import Testing

@Suite struct RaceTests {
  private let test: TestTable

  init() throws {
    test = try TestTable()
    try test.create()
  }

  /// Every version from 1 on has exactly the file that its writer was told.
  private func check(_ outcomes: [(name: String, outcome: Transaction.Outcome)]) throws {
    #expect(try test.files().count == outcomes.count)
    for (name, outcome) in outcomes {
      guard case .committed(let version) = outcome else {
        Issue.record("\(outcome)")
        continue
      }
      let commit = try #require(try test.table.commit(version))
      #expect(commit.actions == [.add(try TestTable.add(name))])
    }
    #expect(try test.table.snapshot().version == outcomes.count)
  }

  @Test func `four threads append to one table and nothing is lost`() throws {
    let outcomes = try Threads(4).map(4) { thread in
      let table = try DeltaTable(test.table.path)
      var base = try table.snapshot()
      return try (0..<50).map { number in
        let name = "\(thread)-\(number)"
        var transaction = Transaction(on: base, info: TestTable.info())
        transaction.actions = [.add(try TestTable.add(name))]
        let outcome = try transaction.commit(to: table)
        if number % 10 == 0 { base = try table.snapshot() }
        return (name: name, outcome: outcome)
      }
    }
    try check(outcomes.flatMap { $0 })
  }

  @Test func `four processes append to one table and nothing is lost`() async throws {
    await withTaskGroup(of: Void.self) { group in
      for process in 0..<4 {
        group.addTask { [path = test.table.path] in
          await #expect(processExitsWith: .success) {
            [path = path as String, process = process as Int] in
            let table = try DeltaTable(path)
            let base = try table.snapshot()
            for number in 0..<50 {
              var transaction = Transaction(on: base, info: TestTable.info())
              transaction.actions = [.add(try TestTable.add("\(process)-\(number)"))]
              _ = try transaction.commit(to: table)
            }
          }
        }
      }
    }
    let expected = (0..<4).flatMap { process in (0..<50).map { "\(process)-\($0)" } }
    #expect(try test.files() == expected.sorted())
    #expect(try test.table.snapshot().version == 200)
  }

  @Test func `of four compactions of the same files one is made`() throws {
    for round in 0..<20 {
      try test.append("a\(round)", "b\(round)")
      let base = try test.table.snapshot()
      let results = try Threads(4).map(4) { thread -> Bool in
        var transaction = Transaction(on: base, info: TestTable.info("OPTIMIZE"))
        transaction.actions = base.files.map {
          .remove($0.removed(at: TestTable.now, dataChange: false))
        }
        transaction.actions.append(
          .add(try TestTable.add("c\(round)-\(thread)", dataChange: false)))
        do {
          _ = try transaction.commit(to: try DeltaTable(test.table.path))
          return true
        } catch let error as DeltaError where error.kind == .conflict { return false }
      }
      #expect(results.count { $0 } == 1)
      #expect(try test.files().count == 1)
    }
  }

  @Test func `readers see whole versions while writers and a compactor work`() throws {
    _ = try Threads(4).map(4) { thread in
      let table = try DeltaTable(test.table.path)
      var transaction = Transaction(on: try table.snapshot(), info: TestTable.info())
      for number in 0..<40 {
        switch thread {
        case 0, 1:
          // Always two files together.
          transaction.actions = try ["x", "y"].map {
            .add(try TestTable.add("\(thread)-\(number)\($0)"))
          }
          _ = try transaction.commit(to: table)
        case 2:
          let base = try table.snapshot()
          var compaction = Transaction(on: base, info: TestTable.info("OPTIMIZE"))
          compaction.actions = base.files.map {
            .remove($0.removed(at: TestTable.now, dataChange: false))
          }
          compaction.actions += try (0..<2).map {
            .add(try TestTable.add("c\(number)-\($0)", dataChange: false))
          }
          _ = try compaction.commit(to: table)
        default:
          let snapshot = try table.snapshot()
          #expect(snapshot.files.count % 2 == 0)
          #expect(try table.snapshot(version: snapshot.version) == snapshot)
        }
      }
    }
    #expect(try test.table.snapshot().version == 120)
  }

  @Test func `of four that load the same step one does`() throws {
    let base = try test.table.snapshot()
    let outcomes = try Threads(4).map(4) { thread in
      var transaction = Transaction(on: base, info: TestTable.info())
      transaction.actions = [
        .transaction(ApplicationTransaction(appId: "orders.csv", version: 1)),
        .add(try TestTable.add("\(thread)")),
      ]
      return try transaction.commit(to: try DeltaTable(test.table.path))
    }
    #expect(outcomes.count { $0 == .committed(version: 1) } == 1)
    #expect(try test.files().count == 1)
  }
}
