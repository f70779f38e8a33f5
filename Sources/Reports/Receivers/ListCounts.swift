/// What became of the people on a list.
///
/// Everybody is written, without consent, without a contact or a duplicate.
public struct ListCounts: Sendable, Equatable {
  /// The people on the list.
  public var members = 0
  /// The rows written.
  public var written = 0
  /// People who have not agreed, or of whom nobody knows.
  public var withoutConsent = 0
  /// People whom the receiver could not tell from others: no e-mail or phone that can be used, or whatever it goes by.
  public var withoutContact = 0
  /// People whose contact an earlier row has.
  public var duplicates = 0

  /// E-mails that are none.
  ///
  /// This and what follows is counted where there is consent, whether or not a row is written without it.
  public var unusableEmails = 0
  /// Phones that are none, or that may be two.
  public var unusablePhones = 0
  /// Countries that have no code by this name.
  public var unusableCountries = 0
  /// Phones left out of rows with an e-mail, since an earlier row has them and the receiver takes each once.
  public var repeatedPhones = 0

  mutating func add(_ parts: UnusableParts) {
    unusableEmails += parts.contains(.email) ? 1 : 0
    unusablePhones += parts.contains(.phone) ? 1 : 0
    unusableCountries += parts.contains(.country) ? 1 : 0
  }
}
