-- The match of one day. Run it with: spark-sql -f match.sql
SET spark.sql.ansi.enabled = true;

CREATE OR REPLACE TEMPORARY VIEW facts (position BIGINT, side BIGINT, kind BIGINT, match_key STRING, has_txn BIGINT, status BIGINT, amount BIGINT, currency STRING, has_fee BIGINT, fee BIGINT, contradiction BIGINT)
USING csv
OPTIONS (path 'hdfs:///recon/staged', header 'false', quote '"', escape '"', mode 'FAILFAST');

CREATE OR REPLACE TEMPORARY VIEW pairs AS
SELECT match_key, kind, ours_lines, theirs_lines, ours_position, theirs_position, ours_status, theirs_status, ours_amount, theirs_amount,
  contradiction, ours_currency, theirs_currency, ours_fee, theirs_fee, has_fees, has_txn, ours_net, theirs_net,
  CASE
    WHEN ours_lines = 0 OR theirs_lines = 0 THEN 'alone'
    WHEN ours_currency <> theirs_currency AND (ours_moved = 1 OR theirs_moved = 1) THEN 'currency'
    WHEN ours_moved = 0 AND theirs_moved = 0 THEN 'matched'
    WHEN ours_status = 2 AND theirs_status = 3 THEN 'matched'
    WHEN ours_moved = 0 OR theirs_moved = 0 THEN 'status'
    WHEN abs(ours_amount - said) > 2 THEN CASE WHEN kind = 1 THEN 'refund' ELSE 'amount' END
    WHEN has_fees = 1 AND ours_fee <> theirs_fee AND NOT (kind = 1 AND ours_fee = -theirs_fee) THEN 'fee'
    WHEN ours_amount = said THEN 'matched'
    ELSE 'matchedWithinTolerance'
  END AS bucket
FROM (
  SELECT match_key, kind, ours_lines, theirs_lines, ours_position, theirs_position, ours_status, theirs_status, ours_amount, theirs_amount,
    contradiction, ours_currency, theirs_currency, ours_fee, theirs_fee, ours_moved, theirs_moved,
    CASE WHEN ours_has_fee = 1 AND theirs_has_fee = 1 THEN 1 ELSE 0 END AS has_fees,
    CASE WHEN ours_lines > 0 THEN ours_has_txn ELSE theirs_has_txn END AS has_txn,
    CASE WHEN contradiction >= 0 AND theirs_amount = ours_amount THEN contradiction ELSE theirs_amount END AS said,
    CASE WHEN ours_moved = 0 THEN 0 WHEN kind = 1 THEN -ours_amount ELSE ours_amount END AS ours_net,
    CASE WHEN theirs_moved = 0 THEN 0 WHEN kind = 1 THEN -theirs_amount ELSE theirs_amount END AS theirs_net
  FROM (
    SELECT match_key, number_kind AS kind, ours_lines, theirs_lines, ours_position, theirs_position, ours_status, theirs_status, ours_amount, theirs_amount,
      theirs_contradiction AS contradiction, ours_currency, theirs_currency, ours_has_fee, theirs_has_fee, ours_fee, theirs_fee, ours_has_txn, theirs_has_txn,
      CASE WHEN ours_status = 0 OR ours_status = 3 THEN 1 ELSE 0 END AS ours_moved,
      CASE WHEN theirs_status = 0 OR theirs_status = 3 THEN 1 ELSE 0 END AS theirs_moved
    FROM (
      SELECT match_key, MIN(kind) AS number_kind,
        COUNT(CASE WHEN side = 0 THEN 1 END) AS ours_lines,
        COUNT(CASE WHEN side = 1 THEN 1 END) AS theirs_lines,
        min_by(position, position) FILTER (WHERE side = 0) AS ours_position,
        min_by(status, position) FILTER (WHERE side = 0) AS ours_status,
        min_by(amount, position) FILTER (WHERE side = 0) AS ours_amount,
        min_by(currency, position) FILTER (WHERE side = 0) AS ours_currency,
        min_by(has_fee, position) FILTER (WHERE side = 0) AS ours_has_fee,
        min_by(fee, position) FILTER (WHERE side = 0) AS ours_fee,
        min_by(has_txn, position) FILTER (WHERE side = 0) AS ours_has_txn,
        min_by(position, position) FILTER (WHERE side = 1) AS theirs_position,
        min_by(status, position) FILTER (WHERE side = 1) AS theirs_status,
        min_by(amount, position) FILTER (WHERE side = 1) AS theirs_amount,
        min_by(currency, position) FILTER (WHERE side = 1) AS theirs_currency,
        min_by(has_fee, position) FILTER (WHERE side = 1) AS theirs_has_fee,
        min_by(fee, position) FILTER (WHERE side = 1) AS theirs_fee,
        min_by(has_txn, position) FILTER (WHERE side = 1) AS theirs_has_txn,
        min_by(contradiction, position) FILTER (WHERE side = 1) AS theirs_contradiction
      FROM facts
      GROUP BY match_key
    ) AS numbers
  ) AS firsts
) AS compared;

CACHE TABLE pairs;

INSERT OVERWRITE DIRECTORY
USING csv
OPTIONS (path 'hdfs:///recon/results/totals', header 'false', quote '"', escape '"')
SELECT bucket, CASE WHEN ours_lines > 0 THEN ours_currency ELSE '' END AS ours_code, CASE WHEN theirs_lines > 0 THEN theirs_currency ELSE '' END AS theirs_code,
  COUNT(*) AS numbers, SUM(CAST(CASE WHEN ours_lines > 0 THEN ours_net ELSE 0 END AS DECIMAL(38, 0))) AS ours_sum, SUM(CAST(CASE WHEN theirs_lines > 0 THEN theirs_net ELSE 0 END AS DECIMAL(38, 0))) AS theirs_sum,
  SUM(ours_lines) AS ours_in, SUM(theirs_lines) AS theirs_in
FROM pairs
GROUP BY bucket, CASE WHEN ours_lines > 0 THEN ours_currency ELSE '' END, CASE WHEN theirs_lines > 0 THEN theirs_currency ELSE '' END;

INSERT OVERWRITE DIRECTORY
USING csv
OPTIONS (path 'hdfs:///recon/results/pairs', header 'false', quote '"', escape '"')
SELECT bucket, CASE WHEN ours_lines > 0 THEN ours_position ELSE theirs_position END AS listed_position,
  CASE WHEN ours_lines > 0 AND theirs_lines > 0 THEN theirs_position ELSE -1 END AS listed_other, kind,
  CASE WHEN ours_lines > 0 THEN ours_status ELSE theirs_status END AS listed_ours_status, CASE WHEN theirs_lines > 0 THEN theirs_status ELSE ours_status END AS listed_theirs_status, CASE WHEN ours_lines > 0 THEN ours_amount ELSE theirs_amount END AS listed_ours_amount, CASE WHEN theirs_lines > 0 THEN theirs_amount ELSE ours_amount END AS listed_theirs_amount,
  CASE WHEN theirs_lines > 0 THEN contradiction ELSE -1 END AS listed_contradiction,
  CASE WHEN ours_lines > 0 THEN ours_currency ELSE theirs_currency END AS listed_ours_currency, CASE WHEN theirs_lines > 0 THEN theirs_currency ELSE ours_currency END AS listed_theirs_currency, has_fees,
  CASE WHEN ours_lines > 0 THEN ours_fee ELSE 0 END AS listed_ours_fee, CASE WHEN theirs_lines > 0 THEN theirs_fee ELSE 0 END AS listed_theirs_fee, has_txn
FROM pairs
WHERE bucket <> 'matched';

INSERT OVERWRITE DIRECTORY
USING csv
OPTIONS (path 'hdfs:///recon/results/further', header 'false', quote '"', escape '"')
SELECT bucket, position, other, kind, ours_status, theirs_status, ours_amount, theirs_amount, contradiction, ours_currency, theirs_currency, has_fees, ours_fee, theirs_fee, has_txn FROM (SELECT 'duplicate' AS bucket, position, -1 AS other, kind, status AS ours_status, status AS theirs_status, amount AS ours_amount, amount AS theirs_amount,
  -1 AS contradiction, currency AS ours_currency, currency AS theirs_currency, 0 AS has_fees, fee AS ours_fee, fee AS theirs_fee, has_txn, side
FROM facts
JOIN (
  SELECT match_key, ours_position, theirs_position FROM pairs WHERE ours_lines > 1 OR theirs_lines > 1
) AS several USING (match_key)
WHERE position <> CASE WHEN side = 0 THEN ours_position ELSE theirs_position END) AS further;
