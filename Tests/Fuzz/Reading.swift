import Bytes
import Columns
import Glibc
import Parquet
import ParquetFiles

/// What the targets read whole files with.
enum Reading {
  /// So low that what an input asks for beyond them stands out against libFuzzer's own limit.
  static let limits: ParquetLimits = {
    var limits = ParquetLimits()
    limits.footerBytes = 1 << 20
    limits.pageBytes = 1 << 20
    limits.pageValues = 1 << 14
    limits.chunkBytes = 1 << 25
    return limits
  }()

  /// In memory, for files are read by their path.
  static let path = "/dev/shm/patron-fuzz-\(getpid())"

  /// Reads all that there is in a file, in every way, and compares the ways.
  static func read(_ bytes: [UInt8]) {
    let file: ParquetFile
    do {
      try write(bytes, to: path)
      file = try ParquetFile(InputFile(path), limits: limits)
    } catch is ParquetError {
      return
    } catch {
      fatalError("\(error)")
    }
    _ = file.notes
    for column in file.columns.prefix(64) {
      _ = try? file.column(column.name)
      for rowGroup in file.rowGroupRows.indices.prefix(16) {
        var decoder = PageDecoder()
        do {
          if column.repetitionLevel == 1 {
            read(try file.lists(of: column, rowGroup: rowGroup, using: &decoder))
            continue
          }
          read(try file.chunk(of: column, rowGroup: rowGroup, using: &decoder), &decoder)
        } catch let error as ParquetError {
          promise(error.place.column != nil, "an error without a column: \(error)")
        } catch {
          fatalError("\(error)")
        }
      }
    }
  }

  private static func read(_ chunk: ChunkPages, _ decoder: inout PageDecoder) {
    // A chunk may have more rows than fit, in pages that each keep the limits.
    let whole: (values: PhysicalValues, validity: [Bool]?)? =
      chunk.rowCount <= 1 << 18 ? try? chunk.values(using: &decoder) : nil
    var joined = PhysicalValues(emptyOf: chunk.column)
    var flags: [Bool] = []
    var isWhole = true
    for page in chunk.pages.prefix(256) {
      do throws(ParquetError) {
        var values = PhysicalValues(emptyOf: chunk.column)
        let present = try decoder.decode(page, of: chunk, into: &values)
        promise(values.count == page.rows.count, "a value for every row")
        promise(present?.count ?? page.rows.count == page.rows.count, "a flag for every row")
        _ = try? LogicalValues(values, validity: present, of: chunk.column)
        compareRuns(of: page, chunk, values, present, &decoder)
        if whole != nil {
          _ = try decoder.decode(page, of: chunk, into: &joined)
          flags += present ?? Array(repeating: true, count: page.rows.count)
        }
      } catch {
        isWhole = false
        promise(error.place.page != nil, "an error without a page: \(error)")
      }
    }
    guard let whole, chunk.pages.count <= 256 else { return }
    promise(isWhole, "pages that are refused one by one are refused together")
    promise(joined.isSame(as: whole.values), "pages one by one are the chunk")
    promise(whole.validity ?? Array(repeating: true, count: flags.count) == flags, "the same flags")
  }

  private static func read(_ lists: ParquetLists) {
    promise(lists.validity.count == lists.elements.count, "a flag for every element")
    var end = 0
    for list in lists.rows {
      guard let list else { continue }
      promise(list.lowerBound == end, "lists end to end")
      end = list.upperBound
    }
    promise(end == lists.validity.count, "every element in a list")
  }

  /// Runs of indices, and indices, must spell the values.
  private static func compareRuns(
    of page: DataPage, _ chunk: ChunkPages, _ values: PhysicalValues, _ present: [Bool]?,
    _ decoder: inout PageDecoder
  ) {
    guard page.isDictionaryEncoded, let dictionary = chunk.dictionary else { return }
    var runs: [ValueRun] = []
    var single: [UInt32] = []
    do throws(ParquetError) {
      let flags = try decoder.runs(page, of: chunk, into: &runs)
      promise(flags == present, "the flags of runs")
      let same = try decoder.indices(page, of: chunk, into: &single)
      promise(same == present, "the flags of indices")
    } catch {
      fatalError("runs are refused where values are read: \(error)")
    }
    let indices = runs.flatMap { Array(repeating: Int($0.value), count: $0.count) }
    promise(indices.elementsEqual(single, by: { $0 == Int($1) }), "indices are those of runs")
    let rows = values.count
    let kept = (0..<rows).filter { present?[$0] ?? true }
    promise(indices.count == kept.count, "as many as values")
    promise(zip(runs, runs.dropFirst()).allSatisfy { $0.value != $1.value }, "runs are maximal")
    for (index, row) in zip(indices, kept) {
      promise(values.bits(row) == dictionary.bits(index), "run and value differ in row \(row)")
    }
  }
}

extension PhysicalValues {
  /// Whether all values have the same bits, NaN like any other.
  func isSame(as other: PhysicalValues) -> Bool {
    switch (self, other) {
    case (.float(let ours), .float(let theirs)):
      ours.map(\.bitPattern) == theirs.map(\.bitPattern)
    case (.double(let ours), .double(let theirs)):
      ours.map(\.bitPattern) == theirs.map(\.bitPattern)
    default: self == other
    }
  }

  /// One value, to be compared.
  fileprivate func bits(_ row: Int) -> [UInt64] {
    switch self {
    case .boolean(let values): [values[row] ? 1 : 0]
    case .int32(let values): [UInt64(UInt32(bitPattern: values[row]))]
    case .int64(let values): [UInt64(bitPattern: values[row])]
    case .int96(let values):
      [
        UInt64(bitPattern: values[row].nanoseconds),
        UInt64(UInt32(bitPattern: values[row].julianDay)),
      ]
    case .float(let values): [UInt64(values[row].bitPattern)]
    case .double(let values): [values[row].bitPattern]
    case .byteArray(let values): values[row].map(UInt64.init)
    case .fixedLengthByteArray(let values): values[row].map(UInt64.init)
    }
  }
}
