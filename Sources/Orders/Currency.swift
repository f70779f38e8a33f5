/// The money that amounts are in: an ISO 4217 code and its number of minor digits.
public struct Currency: Sendable, Equatable {
  /// Three capital letters, or nil if the user named none.
  public let code: String?
  /// Decimals of the major unit: JPY 0, EUR 2, KWD 3.
  public let scale: Int

  /// An unnamed currency of two decimals.
  public static let unnamed = Currency(code: nil, scale: 2)

  private init(code: String?, scale: Int) {
    self.code = code
    self.scale = scale
  }

  /// The currency of an ISO 4217 code in either case, or nil if it is not three letters.
  ///
  /// Codes that are not listed below have two digits, as all but these 26 of the standard do.
  public init?(code: String) {
    let code = code.uppercased()
    guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
    let withoutDecimals: Set = [
      "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
      "VUV", "XAF", "XOF", "XPF",
    ]
    let withThree: Set = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
    let scale =
      if withoutDecimals.contains(code) {
        0
      } else if withThree.contains(code) {
        3
      } else if code == "CLF" || code == "UYW" {
        4
      } else {
        2
      }
    self.init(code: code, scale: scale)
  }
}
