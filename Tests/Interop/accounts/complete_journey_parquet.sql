-- The Complete Journey's transactions as pyarrow wrote them; complete_journey.sql has the rules.
-- Values are doubles: as texts they are those of the CSV again.
CREATE TABLE raw AS
SELECT
  file_row_number AS row, household_id::VARCHAR AS customer, basket_id::VARCHAR AS basket,
  product_id::VARCHAR AS product, quantity::VARCHAR AS quantity, sales_value::VARCHAR AS sales_value,
  transaction_timestamp::VARCHAR AS stamp
FROM read_parquet('complete_journey/transactions.parquet', file_row_number = true);
