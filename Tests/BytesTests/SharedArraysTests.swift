import Bytes
import Testing

@Suite struct SharedArraysTests {
  @Test(arguments: [0, 1, 1000, 1_000_000])
  func `arrays have what was set in their rows`(rows: Int) {
    let arrays = SharedArrays<Int64>.make(3, capacity: rows) { arrays in
      for array in 0..<3 {
        for half in [0..<rows / 2, rows / 2..<rows] {
          var own = arrays.rows(half, of: array)
          for row in 0..<own.count { own[row] = Int64(array * rows + half.lowerBound + row) }
        }
      }
      return rows
    }
    #expect(arrays.joined().elementsEqual((0..<3 * rows).map { Int64($0) }))
    #expect(arrays.map(\.count) == [rows, rows, rows])
  }

  @Test func `gaps are closed by moving what is behind them`() {
    let arrays = SharedArrays<Int32>.make(2, capacity: 10) { arrays in
      for array in 0..<2 {
        var own = arrays.rows(0..<10, of: array)
        for row in 0..<10 { own[row] = Int32(10 * array + row) }
        arrays.move(0..<2, of: array, to: 0)
        arrays.move(3..<8, of: array, to: 2)
        arrays.move(9..<9, of: array, to: 7)
      }
      return 7
    }
    #expect(arrays == [[0, 1, 3, 4, 5, 6, 7], [10, 11, 13, 14, 15, 16, 17]])
  }

  @Test func `an error leaves nothing`() {
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try SharedArrays<UInt8>.make(4, capacity: 5) { _ in throw Failure() }
    }
    #expect(SharedArrays<UInt8>.make(0, capacity: 5) { _ in 0 } == [])
  }

  @Test func `rows beyond the room are refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = SharedArrays<UInt8>.make(1, capacity: 5) { arrays in
        _ = arrays.rows(3..<6, of: 0)
        return 0
      }
    }
    await #expect(processExitsWith: .failure) {
      _ = SharedArrays<UInt8>.make(1, capacity: 5) { _ in 6 }
    }
    await #expect(processExitsWith: .failure) {
      _ = SharedArrays<UInt8>.make(1, capacity: 5) { arrays in
        arrays.move(0..<2, of: 0, to: 1)
        return 0
      }
    }
  }
}
