/// What words on the page mean that no table explains.
struct Term {
  let name: String
  let meaning: String

  /// The words, in the order in which one needs them.
  static let all = [
    Term(
      name: "Customer, order, purchase day",
      meaning:
        "A customer is whoever the source has an id for; orders of nobody are guests' and told apart. All orders "
        + "of a customer on one day are one purchase day."),
    Term(
      name: "As of", meaning: "The last day that the figures know about; it counts whole."),
    Term(
      name: "Repeat and active customers",
      meaning:
        "Repeat customers have two purchase days or more. Active ones, new or not, ordered within the days that "
        + "the lifecycle stages say."),
    Term(
      name: "R and F scores",
      meaning:
        "1 to 5: 1 + the whole part of 5 x customers strictly worse / customers. R goes by the last order day, F "
        + "by the number of orders; equal customers score equal."),
    Term(
      name: "Net revenue",
      meaning: "What is left of orders after discounts and refunds, as far as the source says them."
    ),
    Term(
      name: "P(alive)",
      meaning:
        "The probability that a customer has not left for good, by the model; nobody cancels in a shop, so it can "
        + "never be seen."),
    Term(
      name: "CLV",
      meaning:
        "Customer lifetime value: what is expected of a customer over the days that are named, discounted to as-of; "
        + "with a margin it is profit, without one revenue."),
    Term(
      name: "Value at stake",
      meaning:
        "The part of CLV that is lost if those who may have left have: (1 - P(alive)) x CLV if alive."
    ),
    Term(
      name: "Forecasts",
      meaning:
        "Probabilities and expectations, right on average over many customers if the model is. They are "
        + "associations, not effects: they do not say what a mail, a discount or anything else brings about. Only a "
        + "test with a group that is left alone does."),
    Term(
      name: "Personal data",
      meaning:
        "There is none on this page: no ids, no names, no addresses, only counts and sums of customers."
    ),
  ]
}
