import Columns
import Parquet

private func encoded(_ days: [Int32]) -> [UInt8] {
  var bytes: [UInt8] = []
  DeltaBinaryPacked.encode(days.span, to: &bytes)
  return bytes
}

private func encoded(_ cents: [Int64]) -> [UInt8] {
  var bytes: [UInt8] = []
  DeltaBinaryPacked.encode(cents.span, to: &bytes)
  return bytes
}

func parquetKernels() {
  let days = { Samples.days(Samples.page) }
  let cents = { Samples.cents(Samples.page) }
  kernel("DeltaBinaryPacked.decode, 65,536 days", input: { encoded(days()) }) { _ in
    days()
  } work: { bytes in
    var values: [Int32] = []
    _ = try DeltaBinaryPacked.decode(bytes.span, count: Samples.page, into: &values)
    return values
  }
  kernel("DeltaBinaryPacked.decode, 65,536 amounts", input: { encoded(cents()) }) { _ in
    cents()
  } work: { bytes in
    var values: [Int64] = []
    _ = try DeltaBinaryPacked.decode(bytes.span, count: Samples.page, into: &values)
    return values
  }
  kernel("DeltaBinaryPacked.encode, 65,536 amounts", input: cents) {
    var values: [Int64] = []
    let bytes = encoded($0)
    _ = try DeltaBinaryPacked.decode(bytes.span, count: $0.count, into: &values)
    return try roundTrips(bytes, values == $0)
  } work: {
    encoded($0)
  }
  let runs = (0..<6_554).map { ValueRun(value: UInt32($0), count: $0 == 6_553 ? 6 : 10) }
  let customers = { runs.flatMap { Array(repeating: $0.value, count: $0.count) } }
  kernel(
    "RunLengthDecoder.decodeRuns, 65,536 orders of 6,554 customers",
    input: {
      var bytes: [UInt8] = []
      RunLengthEncoder.appendRuns(customers().span, width: 13, to: &bytes)
      return bytes
    }, expected: { _ in runs },
    work: { bytes in
      var found: [ValueRun] = []
      _ = try RunLengthDecoder.decodeRuns(bytes.span, width: 13, count: Samples.page, into: &found)
      return found
    })
}
