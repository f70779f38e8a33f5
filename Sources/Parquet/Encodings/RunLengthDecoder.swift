// Decoding of the hybrid of runs and packed bits; RunLengthEncoder.swift draws its layout.
//
// A page does not say where the hybrid ends, so decoding stops at the number of values that the page has.
// What writers do about the end is accepted: a last run or last groups that go on beyond it, and last
// groups whose padding is missing.

/// Equal neighbours.
public struct ValueRun: Equatable, Sendable, BitwiseCopyable {
  /// The value of all of them.
  public let value: UInt32
  /// How many, at least 1.
  public let count: Int

  /// A run.
  public init(value: UInt32, count: Int) {
    self.value = value
    self.count = count
  }
}

/// Decodes levels, dictionary indices and other small numbers stored as runs and packed bits.
package enum RunLengthDecoder {
  /// Appends the first `count` values of `width` bits and returns how many bytes they took.
  ///
  /// `count` values are allocated, however few bytes there are: the caller bounds them.
  package static func decode(
    _ bytes: Span<UInt8>, width: Int, count: Int, into values: inout [UInt32]
  ) throws(ParquetError) -> Int {
    var stretches = try HybridStretches(bytes, width: width, count: count)
    try values.append(addingCapacity: count) { output throws(ParquetError) in
      while let stretch = try stretches.next() {
        switch stretch {
        case .run(let value, let count): output.append(repeating: value, count: count)
        case .packed(let start, let count):
          output.append(
            unpacking: bytes.extracting(start..<bytes.count), width: width, count: count)
        }
      }
    }
    return stretches.position
  }

  /// Passes the first `count` values of `width` bits to `body`, some at a time, and returns how many bytes they
  /// took.
  ///
  /// They stand in `values`, which is scratch, and are few enough for the fastest memory.
  package static func decode(
    _ bytes: Span<UInt8>, width: Int, count: Int, through values: inout [UInt32],
    _ body: (Span<UInt32>) throws(ParquetError) -> Void
  ) throws(ParquetError) -> Int {
    var stretches = try HybridStretches(bytes, width: width, count: count)
    values.removeAll(keepingCapacity: true)
    while let stretch = try stretches.next() {
      switch stretch {
      case .run(let value, var count):
        while count > 0 {
          let part = min(count, partSize - values.count)
          values.append(contentsOf: repeatElement(value, count: part))
          count -= part
          if values.count == partSize { try pass(&values, to: body) }
        }
      case .packed(var start, var count):
        while count > 0 {
          let part = min(count, partSize)
          if values.count > partSize - part { try pass(&values, to: body) }
          values.append(addingCapacity: part) { output in
            let packed = bytes.extracting(start..<bytes.count)
            output.append(unpacking: packed, width: width, count: part)
          }
          start += part / 8 * width
          count -= part
        }
      }
    }
    if !values.isEmpty { try pass(&values, to: body) }
    return stretches.position
  }

  /// Values that are decoded at a time, at most: whole groups of eight, so that packed ones go on at a byte.
  private static let partSize = 2048

  private static func pass(
    _ values: inout [UInt32], to body: (Span<UInt32>) throws(ParquetError) -> Void
  ) throws(ParquetError) {
    try body(values.span)
    values.removeAll(keepingCapacity: true)
  }

  /// Appends the first `count` values of `width` bits as maximal runs and returns how many bytes they took.
  ///
  /// Runs that were there before are left alone: the first new one may have the value of the last old one.
  package static func decodeRuns(
    _ bytes: Span<UInt8>, width: Int, count: Int, into runs: inout [ValueRun]
  ) throws(ParquetError) -> Int {
    var stretches = try HybridStretches(bytes, width: width, count: count)
    var open: ValueRun?
    var values: [UInt32] = []
    var changes: [Int] = []
    while true {
      while let run = stretches.shortRun() { open.join(run.value, run.count, into: &runs) }
      guard let stretch = try stretches.next() else { break }
      switch stretch {
      case .run(let value, let count): open.join(value, count, into: &runs)
      case .packed(var start, var count):
        if changes.isEmpty { changes = Array(repeating: 0, count: partSize) }
        while count > 0 {
          let part = min(count, partSize)
          values.removeAll(keepingCapacity: true)
          values.append(addingCapacity: part) { output in
            let packed = bytes.extracting(start..<bytes.count)
            output.append(unpacking: packed, width: width, count: part)
          }
          open.join(values.span, changes: &changes, into: &runs)
          start += part / 8 * width
          count -= part
        }
      }
    }
    if let open { runs.append(open) }
    return stretches.position
  }

  /// Appends where the values 0, 1, 2, … begin, if the first `count` values of `width` bits are these, each as often
  /// as it may be.
  ///
  /// The first value has the place `position`. `starts` say where the values so far begin, of which the last may go
  /// on; all values are below `limit`.
  ///
  /// - Returns: how many bytes they took; nil if a value is neither the last so far nor the next.
  /// - Throws: `ParquetError`.
  /// - Precondition: `starts` are at most `limit`, for which there is room.
  package static func decodeStarts(
    _ bytes: Span<UInt8>, width: Int, count: Int, at position: Int, limit: Int,
    into starts: inout [Int]
  ) throws(ParquetError) -> Int? {
    var stretches = try HybridStretches(bytes, width: width, count: count)
    var known = starts.count
    var position = position
    var isInOrder = true
    var values: [UInt32] = []
    try starts.append(addingCapacity: min(limit - known, count)) { starts throws(ParquetError) in
      while isInOrder {
        while let run = stretches.shortRun(), isInOrder {
          isInOrder = try starts.join(run.value, at: position, &known)
          position += run.count
        }
        guard isInOrder, let stretch = try stretches.next() else { return }
        switch stretch {
        case .run(let value, let count):
          isInOrder = try starts.join(value, at: position, &known)
          position += count
        case .packed(var start, var count):
          while count > 0 && isInOrder {
            let part = min(count, partSize)
            values.removeAll(keepingCapacity: true)
            values.append(addingCapacity: part) { output in
              let packed = bytes.extracting(start..<bytes.count)
              output.append(unpacking: packed, width: width, count: part)
            }
            for value in values where isInOrder {
              isInOrder = try starts.join(value, at: position, &known)
              position += 1
            }
            start += part / 8 * width
            count -= part
          }
        }
      }
    }
    return isInOrder ? stretches.position : nil
  }

  /// Whether the first `count` values of `width` bits are stored as one run of `value`.
  ///
  /// False says nothing: they may still all be equal, or malformed.
  package static func isRun(
    of value: UInt32, _ bytes: Span<UInt8>, width: Int, count: Int
  ) throws(ParquetError) -> Bool {
    var stretches = try HybridStretches(bytes, width: width, count: count)
    guard case .run(value, count)? = try stretches.next() else { return false }
    return stretches.position == bytes.count
  }

  /// Appends the first `count` values of one bit and returns how many bytes they took.
  package static func decodeFlags(
    _ bytes: Span<UInt8>, count: Int, into flags: inout [Bool]
  ) throws(ParquetError) -> Int {
    var stretches = try HybridStretches(bytes, width: 1, count: count)
    try flags.append(addingCapacity: count) { output throws(ParquetError) in
      while let stretch = try stretches.next() {
        switch stretch {
        case .run(let value, let count): output.append(repeating: value == 1, count: count)
        case .packed(let start, let count):
          output.append(unpacking: bytes.extracting(start..<bytes.count), count: count)
        }
      }
    }
    return stretches.position
  }
}

extension ValueRun? {
  /// Lengthens the run by `count` times `value`; if it is of another value, appends it and begins a new one.
  @inline(__always)
  fileprivate mutating func join(_ value: UInt32, _ count: Int, into runs: inout [ValueRun]) {
    if let run = self {
      if run.value == value {
        self = ValueRun(value: value, count: run.count + count)
        return
      }
      runs.append(run)
    }
    self = ValueRun(value: value, count: count)
  }

  /// The same for each of `values`, at least one; `changes` are scratch for as many.
  fileprivate mutating func join(
    _ values: Span<UInt32>, changes: inout [Int], into runs: inout [ValueRun]
  ) {
    // The places of those that differ from the value before, without a branch: changes without pattern
    // would have it mispredicted.
    var changeCount = 0
    var target = changes.mutableSpan
    for index in 1..<values.count {
      target[changeCount] = index
      changeCount += values[index] == values[index - 1] ? 0 : 1
    }
    let changes = changes.span.extracting(..<changeCount)
    guard changeCount > 0 else { return join(values[0], values.count, into: &runs) }
    join(values[0], changes[0], into: &runs)
    if let run = self { runs.append(run) }
    runs.append(addingCapacity: changeCount - 1) { output in
      for index in 1..<changeCount {
        let start = changes[index - 1]
        output.append(ValueRun(value: values[start], count: changes[index] - start))
      }
    }
    let start = changes[changeCount - 1]
    self = ValueRun(value: values[start], count: values.count - start)
  }
}

extension OutputSpan<Int> {
  /// Appends where `value` begins if it is the next after the `known` ones; false if it is not the last of them either.
  @inline(__always)
  @_lifetime(self: copy self)
  fileprivate mutating func join(
    _ value: UInt32, at position: Int, _ known: inout Int
  ) throws(ParquetError) -> Bool {
    if Int(value) != known { return Int(value) + 1 == known }
    guard freeCapacity > 0 else {
      throw .corrupt("index \(value) into a dictionary of \(known) values")
    }
    append(position)
    known += 1
    return true
  }
}
