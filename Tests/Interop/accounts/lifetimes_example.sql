-- The package lifetimes' example: customers and stamps of midnight, no amounts.
CREATE TABLE raw AS
FROM read_csv('lifetimes_example/example_transactions.csv', all_varchar = true, header = true);

CREATE TABLE orders AS
SELECT id AS customer_id, date::TIMESTAMP::DATE AS order_date, 0::DECIMAL(18, 2) AS amount FROM raw;

CREATE TABLE account AS
SELECT 'used' AS place, NULL AS reason, count(*) AS rows, NULL::DECIMAL(18, 2) AS revenue FROM raw;

CREATE TABLE written AS
SELECT count(*) AS rows, NULL::DECIMAL(18, 2) AS revenue FROM raw;

CREATE TABLE facts AS
SELECT 'rows' AS fact, count(*) AS found, 15273 AS published FROM raw
UNION ALL SELECT 'customers', count(DISTINCT id), 5000 FROM raw
UNION ALL SELECT 'orders again on a day', count(*) - count(DISTINCT (id, date)), 1003 FROM raw;
