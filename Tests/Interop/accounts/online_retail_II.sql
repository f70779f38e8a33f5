-- UCI Online Retail II, both sheets as CSV; online_retail.sql has the rules.
CREATE TABLE raw AS
SELECT
  row_number() OVER () AS row, Invoice AS invoice, StockCode AS product, Description AS description,
  Quantity AS quantity, InvoiceDate AS stamp, Price AS price, "Customer ID" AS customer, Country AS country
FROM read_csv(
  'online_retail_ii/online_retail_II.csv.zst', all_varchar = true, header = true, parallel = false);

CREATE TABLE published AS
FROM (VALUES
  ('lines', 1067371), ('invoices', 53628), ('customers', 5942), ('lines without customer', 243007),
  ('lines that stand twice', 34335), ('lines that stand twice without a look at their description', 34337),
  ('quantities below zero', 22950), ('prices of at most zero', 6207), ('C lines', 19494), ('A lines', 6),
  ('clean lines', 779425), ('clean customers', 5878), ('clean invoices', 36969),
  ('postage and fees of customers', 2145), ('free lines of customers', 70),
  ('invoices of two stamps', 83), ('invoices of two customers or countries', 0),
  ('invoices with and without customer', 0), ('orders', 36782), ('order customers', 5869),
  ('orders of zero', 4), ('orders of thousandths', 17), ('guest orders', 8562),
  ('guest orders of zero', 5212), ('cancellations', 7729), ('cancellations that name an invoice', 0)
) AS published (fact, published);
