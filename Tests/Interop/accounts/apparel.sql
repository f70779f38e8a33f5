-- CLVTools' apparelTrans: amounts went through floats, and each is a cent but for the fifteenth digit.
CREATE TABLE raw AS
FROM read_csv('apparel/apparelTrans.csv', all_varchar = true, header = true);

CREATE TABLE orders AS
SELECT
  Id AS customer_id, Date::DATE AS order_date,
  round(Price::DECIMAL(38, 18), 2)::DECIMAL(18, 2) AS amount
FROM raw;

CREATE TABLE account AS
SELECT 'used' AS place, NULL AS reason, count(*) AS rows, sum(amount) AS revenue
FROM orders;

CREATE TABLE written AS
SELECT count(*) AS rows, sum(Price::DECIMAL(38, 18)) AS revenue FROM raw;

CREATE TABLE facts AS
SELECT 'rows' AS fact, count(*) AS found, 3187 AS published FROM raw
UNION ALL SELECT 'customers', count(DISTINCT customer_id), 600 FROM orders
UNION ALL SELECT 'cents', (sum(amount) * 100)::BIGINT, 12435690 FROM orders
UNION ALL SELECT
  'amounts that are no cents', count(*), 0 FROM raw
  WHERE abs(Price::DECIMAL(38, 18) - round(Price::DECIMAL(38, 18), 2)) > 0.0000000000001;
