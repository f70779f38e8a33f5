import Bytes
import Reports

/// Scenarios from a file.
struct ScenarioFile {
  let path: String
  let scenarios: [Scenario]

  /// Reads scenarios.
  ///
  /// - Throws: `FileError`; `RunError` if a line is none.
  static func read(_ path: String) throws -> ScenarioFile {
    let text = try SmallFile.text(of: InputFile(path), path)
    do throws(ScenarioProblem) {
      return ScenarioFile(path: path, scenarios: try Scenario.read(text))
    } catch {
      throw Self.error(error, in: path)
    }
  }

  /// What is wrong with a scenario, with the place.
  func error(_ problem: ScenarioProblem) -> RunError { Self.error(problem, in: path) }

  private static func error(_ problem: ScenarioProblem, in path: String) -> RunError {
    RunError(
      status: .input,
      description: "\(path), line \(problem.line): \(Figures.printable(problem.description))")
  }
}
