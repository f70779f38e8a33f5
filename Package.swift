// swift-tools-version: 6.2
import PackageDescription

// Targets stand in the order in which an order travels through them; each depends only on those
// above it. README.md has the map.

/// The x86-64 level that the Swift code is compiled for. `PATRON_CPU=x86-64` builds for any CPU.
#if arch(x86_64)
let cpu = Context.environment["PATRON_CPU"] ?? "x86-64-v3"
let cpuFlags = ["-Xcc", "-march=\(cpu)"]
#else
let cpu = "native"
let cpuFlags: [String] = []
#endif

/// One array for every Swift target, tests included.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
  .unsafeFlags(cpuFlags),
]

func target(
  _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
    swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")

let package = Package(
  name: "patron",
  products: [.executable(name: "patron", targets: ["patron"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CCodecs",
      providers: [
        .apt(["libzstd-dev", "zlib1g-dev", "libsnappy-dev", "liblz4-dev", "libssl-dev"])
      ]),
    // Compiled for the oldest CPU: it holds the check that refuses one too old for the rest. Its kernels
    // choose their instructions as they run.
    .target(
      name: "CKernels",
      cSettings: cpu == "x86-64-v3" ? [.define("PATRON_REQUIRES_X86_64_V3")] : []),
    target("Arithmetic"),
    target("Bytes", ["CCodecs", "CKernels"]),
    target("Columns", ["Bytes"]),
    target("CSV", ["CKernels", "Bytes", "Columns"]),
    target("Parquet", ["CKernels", "Bytes", "Columns"]),
    target("Delta", ["Bytes", "Columns", "Parquet"]),
    // Presets are data that the binary carries: there is no path to find them by.
    target(
      "Orders", ["Bytes", "Columns", "CSV", "Parquet", "Delta"],
      resources: [.embedInCode("Sources/Presets")]),
    target("Histories", ["CKernels", "Bytes", "Columns", "Orders"]),
    target("Models", ["Arithmetic", "Columns", "Histories"]),
    target("Simulation", ["Arithmetic", "Columns"]),
    target("Scores", ["Arithmetic", "Columns", "Histories", "Models"]),
    target("Segments", ["Arithmetic", "Columns", "Orders", "Histories", "Models", "Scores"]),
    target(
      "Backtest",
      ["Arithmetic", "Bytes", "Columns", "Orders", "Histories", "Models", "Scores", "Segments"]),
    target("Charts"),
    // The page's template and style are carried along like presets.
    target(
      "Reports",
      ["Bytes", "Columns", "CSV", "Parquet", "Orders", "Scores", "Segments", "Charts", mustache],
      resources: [
        .embedInCode("Page/page.mustache"), .embedInCode("Page/table.mustache"),
        .embedInCode("Page/page.css"),
      ]),
    .executableTarget(
      name: "patron",
      dependencies: [
        "CKernels", "Bytes", "Columns", "CSV", "Parquet", "Delta", "Orders", "Histories", "Models",
        "Simulation", "Scores", "Segments", "Backtest", "Reports", argumentParser,
      ],
      swiftSettings: settings),

    // What several test targets share.
    .target(name: "TestSupport", path: "Tests/Support", swiftSettings: settings),
    .target(
      name: "ParquetFiles", dependencies: ["Bytes"], path: "Tests/ParquetFiles",
      swiftSettings: settings),
    tests("Arithmetic", []),
    tests("Bytes", ["CCodecs", "CKernels"]),
    tests("Columns", ["Bytes"]),
    tests("CSV", ["CKernels", "Bytes", "Columns"]),
    tests("Parquet", ["CKernels", "Bytes", "Columns", "ParquetFiles"]),
    tests("Delta", ["Bytes", "Columns", "Parquet", "ParquetFiles"]),
    tests("Orders", ["Bytes", "Columns", "CSV", "Parquet", "ParquetFiles", "Delta"]),
    tests("Histories", ["CKernels", "Bytes", "Columns", "Orders"]),
    tests("Models", ["Arithmetic", "Columns", "Histories"]),
    tests("Simulation", ["Arithmetic", "Columns", "CSV", "Parquet"]),
    tests("Scores", ["Arithmetic", "Columns", "Histories", "Models", "Orders"]),
    tests("Segments", ["Columns", "CSV", "Histories", "Models", "Orders", "Scores"]),
    tests("Backtest", ["Bytes", "Columns", "Histories", "Models", "Orders", "Scores"]),
    tests("Charts", []),
    tests("Reports", ["Bytes", "Columns", "CSV", "Parquet", "Orders", "Segments", mustache]),
    tests("patron", []),
  ]
)

// What measures is built only when asked for: `yes` for what takes turns with others, `kernels` for what
// measures parts of ours, with a package that nothing else needs.
let benchmarks = Context.environment["PATRON_BENCHMARKS"]
if benchmarks != nil {
  func measures(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
      name: name, dependencies: dependencies, path: "Benchmarks/\(name)", swiftSettings: settings)
  }
  package.targets += [
    measures("HistoryRates", ["Bytes", "Columns", "Orders", "Histories"]),
    measures("ParquetRates", ["Bytes", "Columns", "Parquet"]),
  ]
}
if benchmarks == "kernels" {
  // Without its traits, which replace malloc and retain.
  package.dependencies.append(
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []))
  package.targets.append(
    .executableTarget(
      name: "Kernels",
      dependencies: [
        "Arithmetic", "Bytes", "Columns", "CSV", "Parquet", "Orders", "Histories", "Models",
        "Scores", "Segments", .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Kernels",
      swiftSettings: settings,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]))
}

// What searches for inputs that break the readers is built by `make fuzz`, with libFuzzer's main.
if Context.environment["PATRON_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzz", dependencies: ["Bytes", "CSV", "Columns", "Orders", "Parquet", "ParquetFiles"],
      path: "Tests/Fuzz", exclude: ["run.sh"],
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}
