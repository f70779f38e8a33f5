-- CDNOW, whole: columns between blanks, days as YYYYMMDD. There is no order id: each row is an order.
CREATE TABLE raw AS
SELECT string_split_regex(trim(line), ' +') AS field
FROM read_csv(
  'cdnow/CDNOW_master.txt', columns = {line: 'VARCHAR'}, delim = '|', header = true, quote = '', escape = '');

CREATE TABLE orders AS
SELECT
  field[1] AS customer_id, strptime(field[2], '%Y%m%d')::DATE AS order_date,
  field[4]::DECIMAL(18, 2) AS amount
FROM raw;

CREATE TABLE account AS
SELECT 'used' AS place, NULL AS reason, count(*) AS rows, sum(amount) AS revenue
FROM orders;

CREATE TABLE written AS
SELECT count(*) AS rows, sum(field[4]::DECIMAL(18, 6)) AS revenue FROM raw;

CREATE TABLE facts AS
SELECT 'rows' AS fact, count(*) AS found, 69659 AS published FROM raw
UNION ALL SELECT 'fields of a row', max(len(field)) + min(len(field)), 8 FROM raw
UNION ALL SELECT 'customers', count(DISTINCT customer_id), 23570 FROM orders
UNION ALL SELECT 'cents', (sum(amount) * 100)::BIGINT, 250031563 FROM orders
UNION ALL SELECT 'orders of zero', count(*), 80 FROM orders WHERE amount = 0
UNION ALL SELECT
  'customers with more than zero', count(DISTINCT customer_id), 23502 FROM orders WHERE amount > 0
UNION ALL SELECT 'rows that stand twice', count(*) - count(DISTINCT field), 255 FROM raw
UNION ALL SELECT
  'second purchases of a day', count(*) - count(DISTINCT (customer_id, order_date)), 2068 FROM orders;
