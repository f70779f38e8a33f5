import ArgumentParser

/// `patron store`: what is in a store, whether it is whole, how it is kept tidy, and how people leave it.
struct Store: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows, checks and tidies a store, and forgets people.",
    discussion: """
      EXAMPLES
        patron store info shop
        patron store verify shop
        patron store compact shop
        patron store vacuum shop --retention 30d
        patron store forget shop --customer 4711
      """,
    subcommands: [
      StoreInfoCommand.self, StoreVerify.self, StoreCompact.self, StoreVacuum.self,
      StoreForget.self,
    ])
}

/// What all commands on a store take.
struct StoreOptions: ParsableArguments {
  @Argument(help: "The folder of the store.", completion: .directory)
  var store: String

  @OptionGroup var threadOptions: ThreadOptions

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(help: "Print what was found or done as JSON.")
  var json = false
}
