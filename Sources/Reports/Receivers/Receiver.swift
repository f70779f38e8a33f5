internal import Orders

/// A system that takes lists of people as CSV files.
public enum Receiver: String, Sendable, CaseIterable {
  /// Klaviyo, profiles with properties.
  case klaviyo
  /// Google Ads, Customer Match.
  case googleAds = "google-ads"
  /// Meta, customer lists of custom and lookalike audiences.
  case meta
  /// HubSpot, contacts with properties.
  case hubSpot = "hubspot"
  /// Anything that reads a table.
  case csv

  /// What the system is called.
  public var title: String {
    switch self {
    case .klaviyo: "Klaviyo"
    case .googleAds: "Google Ads"
    case .meta: "Meta"
    case .hubSpot: "HubSpot"
    case .csv: "CSV"
    }
  }

  /// Whether people leave the shop's own systems with the list, so that they must have agreed.
  public var asksConsent: Bool { self != .csv }

  /// The fewest people that the system serves a list of; nil if any number will do.
  public var fewestPeople: Int? { self == .googleAds || self == .meta ? 100 : nil }

  /// What one file may hold.
  public var limits: FileLimits {
    switch self {
    case .klaviyo: FileLimits(bytes: 50_000_000)
    // With the header.
    case .hubSpot: FileLimits(bytes: 512_000_000, rows: 1_048_575)
    case .googleAds, .meta, .csv: FileLimits()
    }
  }

  /// The columns of its files.
  ///
  /// - Parameter settings: how the list is written; names of columns tell the horizon.
  /// - Returns: their names, some of which may be alike.
  public func header(_ settings: ListSettings) -> [String] {
    switch self {
    case .klaviyo: Self.klaviyoHeader
    case .googleAds: Self.googleAdsHeader
    case .meta: Self.metaHeader
    case .hubSpot: Self.hubSpotHeader(settings)
    case .csv: Self.tableHeader(settings)
    }
  }

  /// Whether somebody would be handed over: who agreed, where that is asked, and can be told from others.
  public func takes(_ member: ListMember, _ settings: ListSettings) -> Bool {
    if needsConsent(settings) && member.contact.consent != true { return false }
    return self == .csv || row(of: member, settings).key != nil
  }

  /// Whether only who agreed is handed over.
  func needsConsent(_ settings: ListSettings) -> Bool {
    asksConsent && settings.consent == .given
  }

  /// The row of a member.
  func row(of member: ListMember, _ settings: ListSettings) -> ListRow {
    switch self {
    case .klaviyo: klaviyoRow(member, settings)
    case .googleAds: googleAdsRow(member)
    case .meta: metaRow(member, settings)
    case .hubSpot: hubSpotRow(member, settings)
    case .csv: tableRow(member, settings)
    }
  }
}

/// What one file of a receiver may hold.
public struct FileLimits: Sendable, Equatable {
  /// The most bytes, with the header.
  public var bytes = Int.max
  /// The most rows, without the header.
  public var rows = Int.max
}
