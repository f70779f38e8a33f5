-- The Complete Journey's transactions as CSV; complete_journey.sql has the rules.
CREATE TABLE raw AS
SELECT
  row_number() OVER () AS row, household_id AS customer, basket_id AS basket, product_id AS product,
  quantity, sales_value, transaction_timestamp AS stamp
FROM read_csv(
  'complete_journey/transactions.csv.zst', all_varchar = true, header = true, parallel = false);
