extension Scenario {
  /// The lists that shops write most, in the words that own scenarios have.
  ///
  /// `days` is what is told of days ahead and past; from `second_order_from` to `second_order_to` days after the first
  /// purchase the middle half of second ones comes.
  public static let builtInText = """
    # To thank, and to ask how it was
    new_buyers:             purchase_days = 1 and days_since_first_order < days by net_revenue
    # When the second order usually comes
    second_order_due:       purchase_days = 1 and days_since_first_order >= second_order_from
                            and days_since_first_order <= second_order_to by clv
    # Whose next order is due in the next days
    due:                    days_until_due >= 1 and days_until_due <= days by expected_order_value
    lapsing:                lifecycle_stage = lapsing by value_at_stake
    heroes_lapsing:         is_hero and lifecycle_stage = lapsing by value_at_stake
    heroes_to_reward:       is_hero and lifecycle_stage = active by net_revenue
    advocates:              lifecycle_stage = active and purchase_days >= 3 and days_since_first_order > 365
                            and value_tier = platinum|gold|silver by net_revenue
    # To be kept out of discounts
    full_price_loyals:      lifecycle_stage = active and purchase_days >= 3 and discounted_orders = 0 by net_revenue
    one_timers_gone_quiet:  purchase_days = 1 and days_since_first_order > second_order_to
                            and lifecycle_stage != inactive by value_at_stake
    anniversaries:          days_until_anniversary <= days by net_revenue
    birthdays:              lifecycle_stage != lead and days_until_birthday <= days by net_revenue
    not_subscribed:         lifecycle_stage != lead and subscribed = no|unknown by clv
    # Paid back whole, so that there was none
    first_orders_refunded:  days_since_refunded_first_order <= 90 by net_revenue
    leads_new:              lifecycle_stage = lead and days_since_first_seen <= 90
    leads_cold:             lifecycle_stage = lead and days_since_first_seen > 90 and days_since_first_seen <= 180
    leads_inactive:         lifecycle_stage = lead and days_since_first_seen > 180
    """

  /// The scenarios of `builtInText`.
  public static let builtIn: [Scenario] = {
    guard let scenarios = try? read(builtInText) else {
      preconditionFailure("the scenarios are in their own words")
    }
    return scenarios
  }()
}
