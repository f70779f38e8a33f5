import Foundation
import Glibc
import Testing

@testable import Bytes

@Suite struct DescriptorTests {
  @Test func `writes all bytes of a pipe that takes them piece by piece`() throws {
    let pipe = Pipe()
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let reader = Thread { [handle = pipe.fileHandleForReading] in
      let read = try? handle.readToEnd()
      Received.shared.set(read.map { Array($0) } ?? [])
    }
    do {
      let descriptor = Descriptor(dup(pipe.fileHandleForWriting.fileDescriptor), path: "pipe")
      try pipe.fileHandleForWriting.close()
      reader.start()
      try descriptor.write(bytes)
    }
    #expect(Received.shared.wait() == bytes)
  }

  @Test func `a closed pipe is told from other failures`() async {
    await #expect(processExitsWith: .success) {
      signal(SIGPIPE, SIG_IGN)
      let pipe = Pipe()
      let descriptor = Descriptor(dup(pipe.fileHandleForWriting.fileDescriptor), path: "pipe")
      try pipe.fileHandleForReading.close()
      let error = #expect(throws: FileError.self) { try descriptor.write([1]) }
      #expect(error?.isClosedPipe == true)
    }
  }

  @Test func `a full device is an error with its path`() throws {
    let descriptor = Descriptor(unsafe open("/dev/full", O_WRONLY), path: "/dev/full")
    let error = #expect(throws: FileError.self) { try descriptor.write([1]) }
    #expect(error?.description == "/dev/full: cannot be written: No space left on device")
    #expect(error?.isClosedPipe == false)
  }
}

/// What the reading thread got.
private final class Received: @unchecked Sendable {
  static let shared = Received()
  private let done = DispatchSemaphore(value: 0)
  private var bytes: [UInt8] = []

  func set(_ bytes: [UInt8]) {
    self.bytes = bytes
    done.signal()
  }

  func wait() -> [UInt8] {
    done.wait()
    return bytes
  }
}
