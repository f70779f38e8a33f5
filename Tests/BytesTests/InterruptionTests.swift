import Foundation
import Glibc
import TestSupport
import Testing

@testable import Bytes

@Suite struct InterruptionTests {
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `ends the program by the signal`(number: Int32) async {
    await #expect(processExitsWith: .signal(number)) { [number] in
      Interruption.install()
      kill(getpid(), number)
      sleep(10)
    }
  }

  /// Linux keeps a blocked signal pending even if it is ignored, so that it must not be awaited.
  @Test(arguments: [SIGINT, SIGHUP])
  func `leaves a signal ignored that the parent chose to ignore`(number: Int32) async {
    await #expect(processExitsWith: .success) { [number] in
      signal(number, SIG_IGN)
      #expect(Interruption.awaited == [SIGINT, SIGTERM, SIGHUP].filter { $0 != number })
    }
  }

  @Test func `a size limit shows as an error of write`() async {
    await #expect(processExitsWith: .success) {
      Interruption.install()
      let folder = try TemporaryFolder()
      var limit = rlimit(rlim_cur: 100, rlim_max: 100)
      try #require(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      var file = try OutputFile("\(folder.path)/a")
      let error = #expect(throws: FileError.self) {
        try file.write([UInt8](repeating: 1, count: 1000))
      }
      #expect(error?.code == EFBIG)
    }
  }
}
