-- The years stand in columns: one row for each.
SELECT "#row", flag, year, calls
FROM (UNPIVOT source ON "2018", "2019" INTO NAME year VALUE calls)
WHERE flag <> 'Total'
