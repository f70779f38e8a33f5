-- Baskets of The Complete Journey, in `raw`: the lines of one basket id are one order. Stamps are in UTC, and days
-- those of the stores in New York. Values are after the shop's discounts; 20 are what floats left of zero.
CREATE TABLE bought AS
SELECT
  row, customer, basket, product, quantity::BIGINT AS quantity, stamp::TIMESTAMP AS stamp,
  (sales_value::DECIMAL(18, 2) * 100)::HUGEINT AS cents
FROM raw;

CREATE TABLE orders AS
SELECT
  basket AS order_id, any_value(customer) AS customer_id,
  ((arg_min(stamp, row) AT TIME ZONE 'UTC') AT TIME ZONE 'America/New_York')::DATE AS order_date,
  money(sum(cents)) AS amount, arg_min(stamp, row) AS order_time
FROM bought
GROUP BY basket;

-- The file has no price of a piece: that of a line is by its quantity, to a hundredth of a cent.
CREATE TABLE lines AS
SELECT
  basket AS order_id, row_number() OVER (PARTITION BY basket ORDER BY row) - 1 AS line_number, product,
  quantity,
  CASE WHEN quantity > 0 THEN
    (half_even(cents * 100, quantity::HUGEINT)::DECIMAL(36, 0) / 10000)::DECIMAL(18, 4)
  END AS unit_price
FROM bought;

CREATE TABLE account AS
SELECT 'used' AS place, NULL AS reason, count(*) AS rows, money(sum(cents)) AS revenue
FROM bought;

CREATE TABLE written AS
SELECT count(*) AS rows, sum(sales_value::DECIMAL(38, 18)) AS revenue FROM raw;

CREATE TABLE facts AS
WITH baskets AS (
  SELECT count(DISTINCT customer) AS customers, count(DISTINCT stamp) AS stamps
  FROM bought
  GROUP BY basket
)
SELECT 'lines' AS fact, count(*) AS found, 1469307 AS published FROM raw
UNION ALL SELECT 'baskets', count(*), 155848 FROM orders
UNION ALL SELECT 'households', count(DISTINCT customer_id), 2469 FROM orders
UNION ALL SELECT 'products', count(DISTINCT product), 68509 FROM raw
UNION ALL SELECT 'sales in cents', sum(cents), 459603958 FROM bought
UNION ALL SELECT 'lines of quantity 0', count(*), 8869 FROM bought WHERE quantity = 0
UNION ALL SELECT 'lines of quantity below 0', count(*), 0 FROM bought WHERE quantity < 0
UNION ALL SELECT 'lines of zero', count(*), 11246 FROM bought WHERE cents = 0
UNION ALL SELECT
  'lines of a trace', count(*), 20 FROM raw WHERE abs(sales_value::DECIMAL(38, 18)) BETWEEN 1e-18 AND 1e-9
UNION ALL SELECT 'baskets of zero', count(*), 478 FROM orders WHERE amount = 0
UNION ALL SELECT 'purchase days', count(DISTINCT (customer_id, order_date)), 127431 FROM orders
UNION ALL SELECT
  'purchase days in UTC', count(DISTINCT (customer_id, order_time::DATE)), 126824 FROM orders
UNION ALL SELECT
  'baskets of two households or stamps', count(*), 0 FROM baskets WHERE customers > 1 OR stamps > 1;
