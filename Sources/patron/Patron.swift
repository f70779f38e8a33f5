import ArgumentParser
import Bytes
import CKernels
import CSV
import Delta
import Foundation
import Models
import Orders
import Parquet
import Reports
import Simulation

/// The command line: parses, calls, prints.
@main
struct Patron: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "patron",
    abstract: "Scores every customer of a shop from its orders.",
    discussion: """
      One row per customer comes out: recency, frequency and monetary scores, the probability of \
      churn, expected orders, customer lifetime value, lifecycle stage and segment.

      EXAMPLES
        patron score orders.csv
        patron score orders.csv -o scores.parquet --currency EUR
        patron import orders.csv --into shop
        patron score shop -o scores.parquet
        patron fit shop -o model.json
        patron backtest shop
        patron tables shop -o tables
        patron report shop -o report.html
        patron changes old.parquet new.parquet -o changes.csv
        patron explain orders.csv --customer 00004
        patron simulate -o orders.parquet --orders 10000000 --customers 1000000

      EXIT CODES
        0 done; 1 the input is bad; 2 the command is wrong; 3 nothing to score; 4 a gate that was asked \
      for was not passed.
      """,
    version: version,
    subcommands: [
      Score.self, Import.self, Fit.self, BacktestCommand.self, TablesCommand.self,
      ReportCommand.self, ListsCommand.self, ChangesCommand.self, Explain.self, Store.self,
      Simulate.self,
    ])

  static func main() {
    Descriptor.reserveStandardStreams()
    // A store is read with all of its runs open, and every import adds some.
    Descriptor.raiseLimit()
    Interruption.install()
    // Blocks of a table come and go by the megabyte; without this half of the time goes to clearing pages.
    FreedMemory.keep()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      exit(reporting: error)
    }
  }

  /// Ends the program with the message and the exit code of an error.
  private static func exit(reporting error: any Error) -> Never {
    switch error {
    case let error as FileError where error.isClosedPipe: Foundation.exit(0)
    case is FileError, is CSVError, is ParquetError, is DeltaError, is RunError, is OrderError,
      is SimulationError, is ScoreFileError:
      break
    default:
      if exitCode(for: error) == .validationFailure {
        write(fullMessage(for: error))
        Foundation.exit(2)
      }
      // Help and version; anything else is an error of the system or a flaw of ours.
      if exitCode(for: error) == .success { Patron.exit(withError: error) }
    }
    write("patron: \(error)")
    Foundation.exit(ExitStatus(of: error).rawValue)
  }

  private static func write(_ message: String) { StandardError.write(message + "\n") }
}

/// What is said beside the output.
///
/// A standard error that is full or gone stops no run.
enum StandardError {
  static func write(_ text: String) { try? Descriptor.standardError.write(Array(text.utf8)) }
}

/// What the exit code of a failed run says.
enum ExitStatus: Int32 {
  /// The input or the system is at fault.
  case input = 1
  /// The command is.
  case usage = 2
  /// There is nothing to score.
  case nothing = 3
  /// A gate that was asked for was not passed.
  case gate = 4

  init(of error: any Error) {
    switch error {
    case let error as OrderError where error.kind == .usage: self = .usage
    case let error as RunError: self = error.status
    case is SimulationError: self = .usage
    default: self = .input
    }
  }
}

/// A run that cannot go on.
struct RunError: Error, CustomStringConvertible {
  let status: ExitStatus
  let description: String
}
