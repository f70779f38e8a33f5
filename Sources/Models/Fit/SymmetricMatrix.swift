/// A small symmetric matrix: the Hessian of a likelihood of three or four parameters.
public struct SymmetricMatrix: Sendable, Equatable {
  /// The number of rows.
  public let size: Int
  private var elements: [Double]

  /// A matrix of zeros.
  public init(size: Int) {
    self.size = size
    elements = Array(repeating: 0, count: size * size)
  }

  /// The element of a row and a column; writing sets its mirror image too.
  public subscript(_ row: Int, _ column: Int) -> Double {
    get { elements[row * size + column] }
    set {
      elements[row * size + column] = newValue
      elements[column * size + row] = newValue
    }
  }

  /// The part in the given rows and columns.
  func part(_ indices: [Int]) -> SymmetricMatrix {
    var part = SymmetricMatrix(size: indices.count)
    for row in indices.indices {
      for column in 0...row { part[row, column] = self[indices[row], indices[column]] }
    }
    return part
  }

  /// The negative of that part.
  func negated(_ indices: [Int]) -> SymmetricMatrix {
    var part = part(indices)
    for row in indices.indices {
      for column in 0...row { part[row, column] = -part[row, column] }
    }
    return part
  }

  /// The solution y of (this matrix) y = `right`, by Cholesky's method.
  ///
  /// - Returns: nil if the matrix is not positive definite.
  func solve(_ right: [Double]) -> [Double]? {
    var lower = [[Double]](repeating: Array(repeating: 0, count: size), count: size)
    for row in 0..<size {
      for column in 0...row {
        var sum = self[row, column]
        for index in 0..<column { sum -= lower[row][index] * lower[column][index] }
        if row == column {
          // Written so that NaN is refused too.
          guard sum > 0 else { return nil }
          lower[row][row] = sum.squareRoot()
        } else {
          lower[row][column] = sum / lower[column][column]
        }
      }
    }
    var solution = right
    for row in 0..<size {
      for index in 0..<row { solution[row] -= lower[row][index] * solution[index] }
      solution[row] /= lower[row][row]
    }
    for row in (0..<size).reversed() {
      for index in (row + 1)..<max(size, row + 1) {
        solution[row] -= lower[index][row] * solution[index]
      }
      solution[row] /= lower[row][row]
    }
    return solution.allSatisfy(\.isFinite) ? solution : nil
  }

  /// The inverse, or nil if the matrix is not positive definite.
  func inverse() -> SymmetricMatrix? {
    var inverse = SymmetricMatrix(size: size)
    for index in 0..<size {
      var unit = [Double](repeating: 0, count: size)
      unit[index] = 1
      guard let column = solve(unit) else { return nil }
      // One triangle stands for both, so that rounding cannot tell them apart.
      for row in index..<size { inverse[row, index] = column[row] }
    }
    return inverse
  }

  /// The eigenvalues in ascending order, by Jacobi's rotations.
  ///
  /// Error: a few ulp of the largest.
  func eigenvalues() -> [Double] {
    var matrix = self
    // Each sweep squares what is left beside the diagonal: four or five of them do.
    for _ in 0..<20 {
      for p in 0..<size {
        for q in p + 1..<max(size, p + 1) where matrix[p, q] != 0 { matrix.rotate(p, q) }
      }
    }
    return (0..<size).map { matrix[$0, $0] }.sorted()
  }

  /// The rotation of rows and columns p and q that takes their element to zero.
  private mutating func rotate(_ p: Int, _ q: Int) {
    let element = self[p, q]
    let ratio = (self[q, q] - self[p, p]) / (2 * element)
    // tan of the smaller angle; where the ratio is huge, 0 or 1 / (2 ratio).
    let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = tangent * cosine
    self[p, p] -= tangent * element
    self[q, q] += tangent * element
    self[p, q] = 0
    for index in 0..<size where index != p && index != q {
      let (atP, atQ) = (self[index, p], self[index, q])
      self[index, p] = cosine * atP - sine * atQ
      self[index, q] = sine * atP + cosine * atQ
    }
  }
}
