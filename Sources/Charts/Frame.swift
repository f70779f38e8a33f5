/// Where in a chart the marks stand.
struct Frame {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }

  /// Where a value stands on an axis from left to right.
  func x(_ value: Double, _ extent: Extent) -> Double { left + extent.place(value) * width }

  /// Where a value stands on an axis from the foot up.
  func y(_ value: Double, _ extent: Extent) -> Double { bottom - extent.place(value) * height }
}
