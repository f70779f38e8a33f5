import TestSupport
import Testing

@testable import Models

@Suite("Symmetric matrices")
struct SymmetricMatrixTests {
  static func matrix(_ rows: [[Double]]) -> SymmetricMatrix {
    var matrix = SymmetricMatrix(size: rows.count)
    for (index, row) in rows.enumerated() {
      for column in 0...index { matrix[index, column] = row[column] }
    }
    return matrix
  }

  @Test func `writing an element sets its mirror image`() {
    var matrix = SymmetricMatrix(size: 3)
    matrix[2, 0] = 5
    #expect(matrix[0, 2] == 5 && matrix[2, 0] == 5 && matrix[1, 1] == 0)
  }

  @Test func `solves equations worked out by hand`() {
    #expect(Self.matrix([[4]]).solve([8]) == [2])
    // 4y₀ + 2y₁ = 10, 2y₀ + 5y₁ = 13: y = (1.5, 2).
    let two = Self.matrix([[4, 2], [2, 5]]).solve([10, 13])
    #expect(two == [1.5, 2])
    // L = (2), (6, 1), (−8, 5, 3): the textbook example of Cholesky's method; y = (1, 2, 3).
    let three = Self.matrix([[4, 12, -16], [12, 37, -43], [-16, -43, 98]])
    #expect(three.solve([-20, -43, 192]) == [1, 2, 3])
  }

  @Test func `the inverse, worked out by hand`() throws {
    // The inverse of (4 2; 2 5) is (5 −2; −2 4) / 16.
    let found = try #require(Self.matrix([[4, 2], [2, 5]]).inverse())
    for (row, column, expected) in [(0, 0, 0.3125), (1, 0, -0.125), (0, 1, -0.125), (1, 1, 0.25)] {
      #expect(abs(found[row, column] - expected) < 1e-15)
    }
    #expect(SymmetricMatrix(size: 0).inverse() == SymmetricMatrix(size: 0))
  }

  @Test func `eigenvalues worked out by hand`() {
    #expect(SymmetricMatrix(size: 0).eigenvalues() == [])
    #expect(Self.matrix([[-3]]).eigenvalues() == [-3])
    // (2 1; 1 2): 1 and 3. (2 −1 0; −1 2 −1; 0 −1 2): 2 and 2 ± √2.
    let two = Self.matrix([[2], [1, 2]]).eigenvalues()
    #expect(zip(two, [1, 3]).allSatisfy { abs($0 - $1) < 1e-15 })
    let three = Self.matrix([[2], [-1, 2], [0, -1, 2]]).eigenvalues()
    let root = 2.0.squareRoot()
    #expect(zip(three, [2 - root, 2, 2 + root]).allSatisfy { abs($0 - $1) < 2e-15 })
    #expect(Self.matrix([[1e300], [1e-300, -1e300]]).eigenvalues() == [-1e300, 1e300])
  }

  @Test func `the negative of a part`() {
    let part = Self.matrix([[1], [2, 3], [4, 5, 6]]).negated([0, 2])
    #expect(part == Self.matrix([[-1], [-4, -6]]))
  }

  @Test func `eigenvalues have the traces of the matrix and of its powers`() {
    var random = Generator(seed: 11)
    for size in 1...4 {
      for _ in 0..<50 {
        var matrix = SymmetricMatrix(size: size)
        for row in 0..<size {
          for column in 0...row { matrix[row, column] = random.uniform() - 0.5 }
        }
        let values = matrix.eigenvalues()
        #expect(values == values.sorted())
        // The traces of four powers fix four values.
        var power = (0..<size).map { row in (0..<size).map { matrix[row, $0] } }
        for exponent in 1...4 {
          let trace = (0..<size).reduce(0) { $0 + power[$1][$1] }
          let sum = values.reduce(0) { total, value in
            total + (0..<exponent).reduce(1) { product, _ in product * value }
          }
          #expect(abs(trace - sum) < 1e-14)
          power = power.map { row in
            (0..<size).map { column in
              (0..<size).reduce(0) { $0 + row[$1] * matrix[$1, column] }
            }
          }
        }
      }
    }
  }

  @Test func `an empty matrix has an empty solution`() {
    #expect(SymmetricMatrix(size: 0).solve([]) == [])
  }

  @Test(arguments: [
    [[0]], [[-1]], [[1, 2], [2, 1]], [[1, 1], [1, 1]], [[Double.nan]], [[1, .nan], [.nan, 1]],
    [[2, 0, 0], [0, 2, 0], [0, 0, -1e-9]],
  ])
  func `a matrix that is not positive definite has none`(rows: [[Double]]) {
    #expect(Self.matrix(rows).solve(rows.map { _ in 1 }) == nil)
    #expect(Self.matrix(rows).inverse() == nil)
  }

  @Test func `a solution that is not finite is none`() {
    #expect(Self.matrix([[1e-300]]).solve([1e300]) == nil)
    #expect(Self.matrix([[1]]).solve([.nan]) == nil)
  }

  @Test func `solves random positive definite matrices`() throws {
    var random = Generator(seed: 11)
    for size in 1...6 {
      for _ in 0..<50 {
        // M = F Fᵀ + 1.
        let factor = (0..<size).map { _ in
          (0..<size).map { _ in Double.random(in: -1...1, using: &random) }
        }
        var matrix = SymmetricMatrix(size: size)
        for row in 0..<size {
          for column in 0...row {
            matrix[row, column] =
              (0..<size).reduce(row == column ? 1 : 0) {
                $0 + factor[row][$1] * factor[column][$1]
              }
          }
        }
        let y = (0..<size).map { _ in Double.random(in: -9...9, using: &random) }
        let right = (0..<size).map { row in (0..<size).reduce(0) { $0 + matrix[row, $1] * y[$1] } }
        let found = try #require(matrix.solve(right))
        for index in 0..<size { #expect(abs(found[index] - y[index]) < 1e-12) }
      }
    }
  }
}
