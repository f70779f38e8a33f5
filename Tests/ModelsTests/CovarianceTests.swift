import Columns
import Foundation
import TestSupport
import Testing

@testable import Models

@Suite("Covariances of parameters")
struct CovarianceTests {
  @Test(arguments: ModelFamily.allCases)
  func `are the inverse of a Hessian by finite differences, off the diagonal too`(
    family: ModelFamily
  ) throws {
    let patterns = RepeatPatterns(CDNOW.customers.map(\.pattern))
    let fit = try PurchaseFit(family, to: patterns, threads: Threads(2))
    let found = try #require(fit.maximum.covariance)
    let problem = family.problem(on: patterns, threads: Threads(2))
    let hessian = try Differences(at: fit.model.parameters, problem.evaluate).hessian
    // Covariance × information = 1, row by row, in units of the standard errors.
    let errors = try #require(fit.maximum.standardErrors)
    for row in 0..<4 {
      for column in 0..<4 {
        let product = (0..<4).reduce(0.0) { $0 - found[row, $1] * hessian[column][$1] }
        let expected = row == column ? 1.0 : 0
        #expect(abs(product - expected) * errors[column] / errors[row] < 1e-5, "\(row) \(column)")
      }
      #expect(errors[row] == found[row, row].squareRoot())
    }
    // The likelihood is a ridge along r and α, and along the two of dropout.
    #expect(found[0, 1] / (errors[0] * errors[1]) > 0.5)
    #expect(found[2, 3] / (errors[2] * errors[3]) > 0.5)
  }

  @Test func `those of the free parameters stand where another is at its limit`() {
    // −(u₀ − 1)² / 2, and u₁ runs off.
    let maximum = Maximizer.maximize(
      from: [[1, 1]], limits: [MaximizerTests.wide, MaximizerTests.wide]
    ) { theta in
      var hessian = SymmetricMatrix(size: 2)
      let distance = log(theta[0]) - 1
      hessian[0, 0] = (distance - 1) / (theta[0] * theta[0])
      return Evaluation(
        value: -distance * distance / 2 + theta[1] * 1e-6, gradient: [-distance / theta[0], 1e-6],
        hessian: hessian)
    }
    #expect(maximum.converged && maximum.atLimit == [false, true] && maximum.free == [0])
    #expect(maximum.standardErrors == nil)
    let error = maximum.freeStandardErrors?.first ?? 0
    #expect(abs(error / maximum.parameters[0] - 1) < 1e-9)
  }
}
