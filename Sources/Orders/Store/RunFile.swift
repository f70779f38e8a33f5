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
    let fields = RunFormat.fields(scale: scale)
    columns = try fields.map { try file.column($0.name) }
    let types: [PhysicalType] = [.byteArray, .int32, .int64]
    guard columns.map(\.type) == types, columns.allSatisfy({ !$0.isNullable }) else {
      throw OrderError(path: file.path, problem: "its columns are not those of a run")
    }
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

  /// The dictionary is the list of the customers, and its runs are where their orders end.
  private func readCustomers(
    of group: Int, into block: inout OrderBlock, _ decoder: inout PageDecoder
  ) throws {
    let facts = groups[group]
    let chunk = try chunk(0, group, &decoder)
    guard let ids = chunk.dictionaryTexts, ids.count == facts.customers else {
      throw misfit(group, "has not the \(facts.customers) customers that the footer says")
    }
    block.ids = ids
    block.hashes.reserveCapacity(ids.count)
    for customer in 0..<ids.count {
      block.hashes.append(XXH64.hash(ids.bytes, ids.range(customer)))
    }
    block.starts.reserveCapacity(ids.count + 1)
    var runs: [ValueRun] = []
    var end = 0
    for page in chunk.pages {
      guard page.isDictionaryEncoded else {
        throw misfit(group, "has customers that are not in its dictionary")
      }
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
    guard block.starts.count == ids.count + 1, block.hashes.first == facts.first,
      block.hashes.last == facts.last
    else { throw misfit(group, "has not the customers that the footer says") }
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
      for order in starts[customer] + 1..<max(starts[customer] + 1, starts[customer + 1])
      where (days[order - 1], amounts[order - 1]) > (days[order], amounts[order]) {
        return false
      }
    }
    return true
  }
}
