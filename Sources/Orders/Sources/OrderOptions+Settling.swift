internal import Bytes

// What is open in the options until all files of a run are known.

extension OrderOptions {
  /// The options for some files: with what makes a customer in them, with `--amount none` if none of them has
  /// amounts, and with the ids of customers that one of them gives for those that orders name.
  ///
  /// - Throws: `OrderError` if the files do not go together; errors of their headers, and of files of customers.
  func settled(for files: [OrderFile]) throws -> OrderOptions {
    var options = self
    let layouts = try files.map { (path: $0.input.path, layout: try $0.layout(self)) }
    let orders = layouts.filter { [.orders, .lines].contains($0.layout.shape) }
    if let first = orders.first,
      let other = orders.first(where: { $0.layout.key != first.layout.key })
    {
      throw OrderError(
        .usage, path: other.path,
        problem: "its customers go by \(other.layout.key.rawValue), those of \(first.path) by "
          + "\(first.layout.key.rawValue); take them apart, or choose one by --customer-key")
    }
    if let first = orders.first { options.customerKey = first.layout.key }
    if let lacking = orders.first(where: \.layout.lacksAmounts) {
      if let having = orders.first(where: { !$0.layout.lacksAmounts }) {
        throw OrderError(
          .usage, path: lacking.path,
          problem:
            "it has no column of amounts, and \(having.path) has one; take them apart, or use "
            + "--amount none for all")
      }
      options.amount = .none
    }
    for (file, layout) in zip(files, layouts.map(\.layout)) where layout.has(.alias) {
      guard case .csv(let csv) = file else { continue }
      for (alias, id) in try SideFiles.aliases(in: csv, layout) {
        let person = customerMap[id] ?? id
        if let other = options.customerMap.updateValue(person, forKey: alias), other != person {
          throw OrderError(
            path: file.input.path,
            problem:
              "it gives a customer another person than another file does; take one of them out")
        }
      }
    }
    return options
  }
}
