import ArgumentParser
import Backtest

/// What a model must keep to, or the exit code says so.
struct GateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Exit with 4 if the total of purchase days is further off than this, either way, in any split: a share "
        + "such as 10%.", valueName: "share"))
  var maxBias: Percentage?

  @Option(
    help: ArgumentHelp(
      "Exit with 4 unless log loss and RMSE are less than those of every baseline in every split (baseline), "
        + "or of one: \(Baseline.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "name"))
  var beat: Beaten?

  /// The gates that were asked for.
  var gates: Gates {
    Gates(mostBias: maxBias.map { $0.percent / 100 }, baselines: beat?.baselines ?? [])
  }
}

/// A share as the command line has it: 10%.
struct Percentage: ExpressibleByArgument {
  let percent: Double

  init?(argument: String) {
    guard argument.hasSuffix("%"), let percent = Double(argument.dropLast()), percent >= 0,
      percent.isFinite
    else { return nil }
    self.percent = percent
  }
}

/// Which baselines `--beat` names.
struct Beaten: ExpressibleByArgument {
  let baselines: [Baseline]

  init?(argument: String) {
    if argument == "baseline" {
      baselines = Baseline.allCases
    } else if let baseline = Baseline(rawValue: argument) {
      baselines = [baseline]
    } else {
      return nil
    }
  }
}
