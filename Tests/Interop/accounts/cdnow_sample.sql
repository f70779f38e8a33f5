-- One in ten of CDNOW's customers, as on the website of its papers: columns between blanks, without a header.
CREATE TABLE raw AS
SELECT string_split_regex(trim(line), ' +') AS field
FROM read_csv(
  'cdnow/CDNOW_sample.txt', columns = {line: 'VARCHAR'}, delim = '|', header = false, quote = '', escape = '');

CREATE TABLE orders AS
SELECT
  field[1] AS customer_id, strptime(field[3], '%Y%m%d')::DATE AS order_date,
  field[5]::DECIMAL(18, 2) AS amount
FROM raw;

CREATE TABLE account AS
SELECT 'used' AS place, NULL AS reason, count(*) AS rows, sum(amount) AS revenue
FROM orders;

CREATE TABLE written AS
SELECT count(*) AS rows, sum(field[5]::DECIMAL(18, 6)) AS revenue FROM raw;

CREATE TABLE facts AS
SELECT 'rows' AS fact, count(*) AS found, 6919 AS published FROM raw
UNION ALL SELECT 'fields of a row', max(len(field)) + min(len(field)), 10 FROM raw
UNION ALL SELECT 'customers', count(DISTINCT customer_id), 2357 FROM orders
UNION ALL SELECT 'cents', (sum(amount) * 100)::BIGINT, 24409194 FROM orders
UNION ALL SELECT 'orders of zero', count(*), 8 FROM orders WHERE amount = 0;
