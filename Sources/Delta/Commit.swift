/// What one version changed.
public struct Commit: Sendable, Equatable {
  /// The version that the commit made.
  public let version: Int
  /// The changes; their order has no meaning.
  public let actions: [Action]
  /// What the commit says of itself.
  public let info: CommitInfo?

  /// The files it added.
  var adds: [Add] {
    actions.compactMap { if case .add(let add) = $0 { add } else { nil } }
  }

  /// The files it removed.
  var removes: [Remove] {
    actions.compactMap { if case .remove(let remove) = $0 { remove } else { nil } }
  }

  /// The applications whose progress it records.
  var transactions: [ApplicationTransaction] {
    actions.compactMap { if case .transaction(let it) = $0 { it } else { nil } }
  }

  /// Whether it changes the protocol, the columns or the settings of the table.
  var changesTable: Bool {
    actions.contains {
      switch $0 {
      case .protocol, .metadata: true
      case .add, .remove, .transaction: false
      }
    }
  }

  /// Why the actions cannot stand in one commit, or nil.
  ///
  /// They have no order, so two for one thing would be read one way here and another way there.
  var fault: String? {
    var added: [TablePath: Add] = [:]
    var removed: Set<TablePath> = []
    var protocols = 0
    var metadata = 0
    for action in actions {
      switch action {
      case .protocol: protocols += 1
      case .metadata: metadata += 1
      case .transaction: break
      case .add(let add):
        if add.size < 0 { return "the file '\(add.path)' has a size of \(add.size) bytes" }
        if added.updateValue(add, forKey: add.path) != nil {
          return "the file '\(add.path)' is added twice"
        }
      case .remove(let remove):
        if !removed.insert(remove.path).inserted {
          return "the file '\(remove.path)' is removed twice"
        }
      }
    }
    if protocols > 1 { return "the protocol is set \(protocols) times" }
    if metadata > 1 { return "the metadata is set \(metadata) times" }
    for remove in removes {
      // With deletion vectors, removing one state of a file and adding another is an update.
      guard let add = added[remove.path], (add.deletionVector ?? remove.deletionVector) == nil
      else { continue }
      return "the file '\(remove.path)' is both added and removed"
    }
    return nil
  }
}
