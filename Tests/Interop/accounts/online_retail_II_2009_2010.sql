-- UCI Online Retail II, the first sheet as pandas wrote it; online_retail.sql has the rules.
-- Prices are doubles: as texts they are those of the sheet again.
CREATE TABLE raw AS
SELECT
  file_row_number AS row, Invoice AS invoice, StockCode AS product, Description AS description,
  Quantity::VARCHAR AS quantity, InvoiceDate AS stamp, Price::VARCHAR AS price,
  "Customer ID"::VARCHAR AS customer, Country AS country
FROM read_parquet('online_retail_ii/online_retail_II_2009_2010.parquet', file_row_number = true);

CREATE TABLE published AS
FROM (VALUES
  ('lines', 525461), ('lines that stand twice', 6865), ('A lines', 3), ('orders', 19087),
  ('order customers', 4300), ('orders of thousandths', 14), ('guest orders', 5127),
  ('cancellations', 4282), ('cancellations that name an invoice', 0)
) AS published (fact, published);
