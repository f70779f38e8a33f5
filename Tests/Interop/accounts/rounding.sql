-- The integer that is nearest to a fraction of integers, of two the even one; the denominator is above zero.
CREATE MACRO remainder(numerator, denominator) AS
  ((numerator % denominator) + denominator) % denominator;
CREATE MACRO half_even(numerator, denominator) AS
  (numerator - remainder(numerator, denominator)) // denominator + CASE
    WHEN 2 * remainder(numerator, denominator) > denominator THEN 1
    WHEN 2 * remainder(numerator, denominator) < denominator THEN 0
    ELSE abs(((numerator - remainder(numerator, denominator)) // denominator) % 2)
  END;

-- Cents, as money of two decimals.
CREATE MACRO money(cents) AS (cents::DECIMAL(36, 0) / 100)::DECIMAL(18, 2);
