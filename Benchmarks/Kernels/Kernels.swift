import Benchmark

// Parts of ours by themselves, one thread each, every answer checked: `make bench-micro`.

let benchmarks: @Sendable () -> Void = {
  arithmeticKernels()
  bytesKernels()
  parquetKernels()
  ordersKernels()
  tableKernels()
}
