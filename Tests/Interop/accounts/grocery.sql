-- An online grocer's orders: customer and date, no amounts.
CREATE TABLE raw AS
FROM read_csv('grocery/groceryElog.csv', all_varchar = true, header = true);

CREATE TABLE orders AS
SELECT cust AS customer_id, date::DATE AS order_date, 0::DECIMAL(18, 2) AS amount FROM raw;

CREATE TABLE account AS
SELECT 'used' AS place, NULL AS reason, count(*) AS rows, NULL::DECIMAL(18, 2) AS revenue FROM raw;

CREATE TABLE written AS
SELECT count(*) AS rows, NULL::DECIMAL(18, 2) AS revenue FROM raw;

CREATE TABLE facts AS
SELECT 'rows' AS fact, count(*) AS found, 10483 AS published FROM raw
UNION ALL SELECT 'customers', count(DISTINCT cust), 1525 FROM raw;
