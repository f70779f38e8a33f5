import TestSupport

@testable import Models

extension RepeatPatterns {
  /// The customers with a repeat purchase, block by block and by x.
  var triples: [(x: Int, tx: Int, T: Int)] {
    blocks.flatMap { block in
      block.groups.flatMap { group in
        (group.start..<group.end).map { (group.x, Int(block.tx[$0]), Int(block.T[$0])) }
      }
    }
  }
}

extension RepeatSpends {
  /// The repeat buyers, block by block and by x.
  var pairs: [(purchases: Int, spend: Double)] {
    blocks.flatMap { block in
      block.groups.flatMap { group in
        (group.start..<group.end).map { (group.x, block.spend[$0]) }
      }
    }
  }
}

/// Made-up bases.
enum Bases {
  /// `count` customers without any model behind them: all patterns that can be, at random.
  static func random(_ count: Int, seed: UInt64) -> RepeatPatterns {
    var random = Generator(seed: seed)
    return RepeatPatterns(
      (0..<count).map { _ in
        let T = Int.random(in: 0...700, using: &random)
        let tx = Bool.random(using: &random) ? 0 : Int.random(in: 0...T, using: &random)
        let most = min(tx, 30)
        return (x: tx == 0 ? 0 : Int.random(in: 1...max(1, most), using: &random), tx: tx, T: T)
      })
  }

  /// The base of the `derivatives` lines of fixtures/reference/models.tsv.
  static var reference: RepeatPatterns {
    RepeatPatterns(
      Reference.named("pattern").flatMap { line in
        Array(
          repeating: (x: Int(line.numbers[0]), tx: Int(line.numbers[1]), T: Int(line.numbers[2])),
          count: Int(line.numbers[3]))
      })
  }
}

extension ModelFamily {
  /// The family that a BG/NBD or MBG/NBD model is of.
  init(_ family: BetaGeometric.Family) { self = family == .bg ? .bg : .mbg }
}
