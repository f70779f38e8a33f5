-- Orders of 2011 to 2015, one a row, whole amounts, CRLF.
CREATE TABLE raw AS
FROM read_csv('retail_transactions/Retail_Data_Transactions.csv', all_varchar = true, header = true);

CREATE TABLE orders AS
SELECT customer_id, trans_date::DATE AS order_date, tran_amount::DECIMAL(18, 2) AS amount FROM raw;

CREATE TABLE account AS
SELECT 'used' AS place, NULL AS reason, count(*) AS rows, sum(amount) AS revenue
FROM orders;

CREATE TABLE written AS
SELECT count(*) AS rows, sum(tran_amount::DECIMAL(18, 6)) AS revenue FROM raw;

CREATE TABLE facts AS
SELECT 'rows' AS fact, count(*) AS found, 125000 AS published FROM raw
UNION ALL SELECT 'customers', count(DISTINCT customer_id), 6889 FROM raw
UNION ALL SELECT 'revenue', sum(amount)::BIGINT, 8123989 FROM orders
UNION ALL SELECT
  'rows that stand twice', count(*) - count(DISTINCT (customer_id, trans_date, tran_amount)), 6 FROM raw;
