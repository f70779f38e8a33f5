import ArgumentParser

/// `patron lists`: who to write to, and why.
struct ListsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lists",
    abstract: "Writes lists of people to write to, and measures what came of them.",
    subcommands: [WriteLists.self, MeasureLists.self], defaultSubcommand: WriteLists.self)
}
