public import Columns
internal import Foundation

/// The offsets of a time zone from UTC, as one table made at the start: no library call per row.
public struct TimeZoneTable: Sendable {
  /// The zone's name in the IANA database.
  public let name: String
  /// UTC seconds since 1970 at which an offset begins to hold, ascending.
  private let starts: [Int]
  /// Seconds east of UTC; one more than `starts`, the first holding before all of them.
  private let offsets: [Int]

  /// The transitions of a zone from 1900 to 2100, or nil if the system knows no such zone.
  public init?(name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    var date = Date(timeIntervalSince1970: -2_208_988_800)
    let end = Date(timeIntervalSince1970: 4_102_444_800)
    var starts: [Int] = []
    var offsets = [zone.secondsFromGMT(for: date)]
    while let next = zone.nextDaylightSavingTimeTransition(after: date), next < end, next > date {
      starts.append(Int(next.timeIntervalSince1970))
      offsets.append(zone.secondsFromGMT(for: next))
      date = next
    }
    self.name = name
    self.starts = starts
    self.offsets = offsets
  }

  /// The zone that has one offset, none.
  public static let utc = TimeZoneTable()

  private init() {
    name = "UTC"
    starts = []
    offsets = [0]
  }

  /// The moment at which clocks in this zone show a time: both in seconds since 1970.
  ///
  /// Of a time that clocks show twice it is the first moment; one that they leave out, because they are put forward,
  /// is read by the offset before, as if they had not been yet.
  public func utc(ofLocal seconds: Int) -> Int {
    // The first period that has not ended when its own clocks show the time.
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] + offsets[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    let moment = seconds - offsets[low]
    // It has not begun then either: no clock shows the time.
    return low > 0 && moment < starts[low - 1] ? seconds - offsets[low - 1] : moment
  }

  /// The calendar day in this zone at a moment, given in UTC seconds since 1970.
  public func day(of seconds: Int) -> Day {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    let local = seconds + offsets[low]
    return Day(rawValue: Int32((local - (local % 86_400 + 86_400) % 86_400) / 86_400))
  }
}
