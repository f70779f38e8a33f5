internal import Bytes
internal import Columns
internal import Parquet

/// Sorted orders in groups that are had one by one.
protocol SortedRun: Sendable {
  /// What stands in each group; their hashes ascend.
  var groups: [RunGroup] { get }

  /// The orders of a group; may be asked for on any thread.
  func block(_ group: Int) throws -> OrderBlock
}

/// A run that is open for reading: every byte that is used was checked.
struct RunFile: SortedRun {
  let groups: [RunGroup]
  private let file: ParquetFile
  private let columns: [ParquetColumn]

  /// Reads what the run says of its row groups.
  ///
  /// - Parameters:
  ///   - input: the file.
  ///   - footerChecksum: the CRC-32 that its end must have.
  ///   - scale: the decimals that its amounts must have.
  /// - Throws: `FileError`, `ParquetError`, or `OrderError` if it is no run of such amounts.
  init(_ input: InputFile, footerChecksum: UInt32, scale: Int) throws {
    let file = try ParquetFile(input, footerChecksum: footerChecksum)
    guard RunFormat.areColumns(file.columns, scale: scale) else {
      throw OrderError(
        path: file.path,
        problem:
          "its columns are \(file.columns.map(\.name).joined(separator: ", ")) and not those "
          + "of the store, or of other types: restore the file from a copy")
    }
    columns = file.columns
    let facts = file.keyValueMetadata.filter { $0.key == RunFormat.rowGroupsKey }.map(\.value)
    let lines = facts.joined().split(separator: "\n")
    let groups = zip(lines, file.rowGroupRows).compactMap { RunGroup(line: $0, orders: $1) }
    let ascends = zip(groups, groups.dropFirst()).allSatisfy { $0.last <= $1.first }
    guard groups.count == file.rowGroupRows.count, lines.count == groups.count, ascends else {
      throw OrderError(path: file.path, problem: "it does not say what is in its row groups")
    }
    self.file = file
    self.groups = groups
  }

  func block(_ group: Int) throws -> OrderBlock {
    var decoder = PageDecoder()
    var block = OrderBlock()
    try readCustomers(of: group, into: &block, &decoder)
    guard case .int32(let days) = try values(1, group, &decoder),
      case .int64(let amounts) = try values(2, group, &decoder)
    else { throw misfit(group, "has values of another type") }
    block.days = days
    block.amounts = amounts
    if !block.isInOrder { throw misfit(group, "has orders that are not sorted") }
    return block
  }

  /// Finds the customers and where their orders end.
  private func readCustomers(
    of group: Int, into block: inout OrderBlock, _ decoder: inout PageDecoder
  ) throws {
    let facts = groups[group]
    let chunk = try chunk(0, group, &decoder)
    if chunk.pages.allSatisfy(\.isDictionaryEncoded), let ids = chunk.dictionaryTexts {
      guard ids.count == facts.customers else { throw otherCustomers(group) }
      block.ids = ids
      try readRuns(of: chunk, group, into: &block, &decoder)
    } else {
      guard case .byteArray(let ids) = try chunk.values(using: &decoder).values else {
        throw misfit(group, "has ids of another type")
      }
      (block.ids, block.starts) = ids.runs()
      block.starts.append(ids.count)
    }
    block.hashes.reserveCapacity(block.ids.count)
    for customer in 0..<block.ids.count {
      block.hashes.append(XXH64.hash(block.ids.bytes, block.ids.range(customer)))
    }
    guard block.ids.count == facts.customers, block.starts.count == facts.customers + 1,
      block.hashes.first == facts.first, block.hashes.last == facts.last
    else { throw otherCustomers(group) }
  }

  /// The dictionary is the list of the customers, and its runs are where their orders end.
  private func readRuns(
    of chunk: ChunkPages, _ group: Int, into block: inout OrderBlock,
    _ decoder: inout PageDecoder
  ) throws {
    block.starts.reserveCapacity(block.ids.count + 1)
    var runs: [ValueRun] = []
    var end = 0
    for page in chunk.pages {
      runs.removeAll(keepingCapacity: true)
      _ = try decoder.runs(page, of: chunk, into: &runs)
      for run in runs {
        end += run.count
        if Int(run.value) == block.starts.count - 1 {
          block.starts.append(end)
        } else if Int(run.value) == block.starts.count - 2 {
          // The customer that the page before ended with.
          block.starts[block.starts.count - 1] = end
        } else {
          throw misfit(group, "has customers that do not stand together")
        }
      }
    }
  }

  private func chunk(
    _ column: Int, _ group: Int, _ decoder: inout PageDecoder
  ) throws -> ChunkPages {
    try file.chunk(
      of: columns[column], rowGroup: group, checksum: groups[group].checksums[column],
      using: &decoder)
  }

  private func values(
    _ column: Int, _ group: Int, _ decoder: inout PageDecoder
  ) throws -> PhysicalValues {
    let chunk = try chunk(column, group, &decoder)
    return try chunk.values(using: &decoder).values
  }

  private func otherCustomers(_ group: Int) -> OrderError {
    misfit(group, "has not the \(groups[group].customers) customers that the footer says")
  }

  private func misfit(_ group: Int, _ what: String) -> OrderError {
    OrderError(path: file.path, problem: "row group \(group) \(what)")
  }
}

extension OrderBlock {
  /// Whether customers and orders stand in order, as everything that reads a block relies on.
  fileprivate var isInOrder: Bool {
    guard starts.last == days.count, days.count == amounts.count else { return false }
    for customer in 1..<max(1, customers) {
      if hashes[customer - 1] > hashes[customer] { return false }
      if hashes[customer - 1] == hashes[customer]
        && !ids[customer - 1].lexicographicallyPrecedes(ids[customer])
      {
        return false
      }
    }
    for customer in 0..<customers {
      if starts[customer] >= starts[customer + 1] { return false }
      for order in starts[customer] + 1..<starts[customer + 1]
      where (days[order - 1], amounts[order - 1]) > (days[order], amounts[order]) {
        return false
      }
    }
    return true
  }
}
