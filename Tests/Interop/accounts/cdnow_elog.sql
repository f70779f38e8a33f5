-- The same sample as R packages have it, with a header and commas; ids have lost their leading zeros.
CREATE TABLE raw AS
FROM read_csv('cdnow/cdnowElog.csv', all_varchar = true, header = true);

CREATE TABLE orders AS
SELECT
  masterid AS customer_id, strptime(date, '%Y%m%d')::DATE AS order_date,
  sales::DECIMAL(18, 2) AS amount
FROM raw;

CREATE TABLE account AS
SELECT 'used' AS place, NULL AS reason, count(*) AS rows, sum(amount) AS revenue
FROM orders;

CREATE TABLE written AS
SELECT count(*) AS rows, sum(sales::DECIMAL(18, 6)) AS revenue FROM raw;

CREATE TABLE facts AS
SELECT 'rows' AS fact, count(*) AS found, 6919 AS published FROM raw
UNION ALL SELECT 'customers', count(DISTINCT customer_id), 2357 FROM orders
UNION ALL SELECT 'cents', (sum(amount) * 100)::BIGINT, 24409194 FROM orders;
