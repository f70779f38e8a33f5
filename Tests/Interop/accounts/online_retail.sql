-- What becomes of the lines of UCI Online Retail, in `raw`.
--
--   a line that stands twice, alike in all columns    duplicate_line (the sheets overlap)
--   an invoice A…                                     adjustment (bad debt)
--   postage, fees, vouchers, tests                    not_product
--   the rest of an invoice without a customer         guest
--   the rest of an invoice C… of a customer           refund_without_order (it names no invoice)
--   the rest of the others                            one order

-- Revenue in thousandths of a pound: 18 prices have three decimals.
CREATE TABLE judged AS
SELECT
  row, invoice, product, quantity::BIGINT AS quantity, price::DECIMAL(18, 3) AS price,
  stamp::TIMESTAMP AS stamp, customer, country,
  quantity::HUGEINT * (price::DECIMAL(18, 3) * 1000)::HUGEINT AS mills,
  CASE
    WHEN row_number() OVER (
      PARTITION BY invoice, product, description, quantity, stamp, price, customer, country
      ORDER BY row) > 1 THEN 'duplicate_line'
    WHEN invoice LIKE 'A%' THEN 'adjustment'
    WHEN upper(product) IN (
        'POST', 'DOT', 'C2', 'BANK CHARGES', 'AMAZONFEE', 'CRUK', 'ADJUST', 'ADJUST2', 'B', 'TEST001',
        'TEST002', 'GIFT')
      OR upper(product) LIKE 'GIFT\_0001\_%' ESCAPE '\' THEN 'not_product'
  END AS reason
FROM raw;

-- The stamp is that of the first of all its lines; there are 83 of two stamps.
CREATE TABLE invoices AS
SELECT
  invoice, any_value(customer) AS customer, arg_min(stamp, row) AS stamp, any_value(country) AS country,
  count(*) FILTER (reason IS NULL) AS rows, coalesce(sum(mills) FILTER (reason IS NULL), 0) AS mills,
  money(half_even(coalesce(sum(mills) FILTER (reason IS NULL), 0), 10)) AS amount,
  CASE
    WHEN any_value(customer) IS NULL THEN 'guest'
    WHEN invoice LIKE 'C%' THEN 'refund_without_order'
    WHEN half_even(coalesce(sum(mills) FILTER (reason IS NULL), 0), 10) < 0 THEN 'negative_amount'
  END AS reason
FROM judged
GROUP BY invoice
HAVING count(*) FILTER (reason IS NULL) > 0;

CREATE TABLE orders AS
SELECT
  invoice AS order_id, customer AS customer_id, stamp::DATE AS order_date, amount,
  (stamp AT TIME ZONE 'Europe/London') AT TIME ZONE 'UTC' AS order_time, country
FROM invoices
WHERE reason IS NULL;

CREATE TABLE aside AS
SELECT
  invoice AS order_id, coalesce(customer, '') AS customer_id, stamp::DATE AS order_date, amount,
  (stamp AT TIME ZONE 'Europe/London') AT TIME ZONE 'UTC' AS order_time, country, reason,
  rows AS source_rows
FROM invoices
WHERE reason IS NOT NULL;

CREATE TABLE lines AS
SELECT
  invoice AS order_id, row_number() OVER (PARTITION BY invoice ORDER BY row) - 1 AS line_number, product,
  quantity, price AS unit_price
FROM judged
WHERE reason IS NULL AND invoice IN (SELECT order_id FROM orders);

CREATE TABLE account AS
SELECT
  CASE WHEN reason IS NULL THEN 'used' ELSE 'set_aside' END AS place, reason, sum(rows) AS rows,
  sum(amount) AS revenue
FROM invoices
GROUP BY ALL
UNION ALL
SELECT 'set_aside', reason, count(*), sum(money(half_even(mills, 10)))
FROM judged
WHERE reason IS NOT NULL
GROUP BY ALL;

CREATE TABLE written AS
SELECT count(*) AS rows, (sum(mills) / 1000)::DECIMAL(18, 3) AS revenue FROM judged;

-- What customers bought, postage and fees among it. INDEX.md counts the lines of it that have a price: used lines +
-- postage and fees − free ones.
CREATE TABLE sold AS
FROM judged
WHERE invoice NOT LIKE 'C%' AND invoice NOT LIKE 'A%' AND customer IS NOT NULL
  AND reason IS DISTINCT FROM 'duplicate_line';

CREATE TABLE clean AS
FROM sold
WHERE price > 0 AND quantity > 0;

CREATE TABLE facts AS
WITH stamps AS (
  SELECT
    count(DISTINCT stamp) AS stamps, count(DISTINCT customer) AS customers,
    count(DISTINCT country) AS countries, count(customer) AS known, count(*) AS lines
  FROM judged
  GROUP BY invoice
), counted AS (
  SELECT 'lines' AS fact, count(*) AS found FROM raw
  UNION ALL SELECT 'invoices', count(DISTINCT invoice) FROM raw
  UNION ALL SELECT 'customers', count(DISTINCT customer) FROM raw
  UNION ALL SELECT 'lines without customer', count(*) FROM raw WHERE customer IS NULL
  UNION ALL SELECT 'lines that stand twice', count(*) FROM judged WHERE reason = 'duplicate_line'
  UNION ALL SELECT
    'lines that stand twice without a look at their description',
    count(*) - count(DISTINCT (invoice, product, quantity, stamp, price, customer, country)) FROM raw
  UNION ALL SELECT 'quantities below zero', count(*) FROM judged WHERE quantity < 0
  UNION ALL SELECT 'prices of at most zero', count(*) FROM judged WHERE price <= 0
  UNION ALL SELECT 'C lines', count(*) FROM raw WHERE invoice LIKE 'C%'
  UNION ALL SELECT 'A lines', count(*) FROM raw WHERE invoice LIKE 'A%'
  UNION ALL SELECT 'clean lines', count(*) FROM clean
  UNION ALL SELECT 'clean customers', count(DISTINCT customer) FROM clean
  UNION ALL SELECT 'clean invoices', count(DISTINCT invoice) FROM clean
  UNION ALL SELECT 'postage and fees of customers', count(*) FROM sold WHERE reason = 'not_product'
  UNION ALL SELECT 'free lines of customers', count(*) FROM sold WHERE price = 0 OR quantity < 0
  UNION ALL SELECT 'invoices of two stamps', count(*) FROM stamps WHERE stamps > 1
  UNION ALL SELECT
    'invoices of two customers or countries', count(*) FROM stamps WHERE customers > 1 OR countries > 1
  UNION ALL SELECT
    'invoices with and without customer', count(*) FROM stamps WHERE known NOT IN (0, lines)
  UNION ALL SELECT 'orders', count(*) FROM orders
  UNION ALL SELECT 'order customers', count(DISTINCT customer_id) FROM orders
  UNION ALL SELECT 'orders of zero', count(*) FROM orders WHERE amount = 0
  UNION ALL SELECT
    'orders of thousandths', count(*) FROM invoices WHERE reason IS NULL AND remainder(mills, 10) <> 0
  UNION ALL SELECT 'guest orders', count(*) FROM aside WHERE reason = 'guest'
  UNION ALL SELECT 'guest orders of zero', count(*) FROM aside WHERE reason = 'guest' AND amount = 0
  UNION ALL SELECT 'cancellations', count(*) FROM aside WHERE reason = 'refund_without_order'
  UNION ALL SELECT
    'cancellations that name an invoice', count(*)
    FROM aside WHERE order_id LIKE 'C%' AND order_id[2:] IN (SELECT invoice FROM raw)
)
SELECT fact, found, published FROM published LEFT JOIN counted USING (fact);
