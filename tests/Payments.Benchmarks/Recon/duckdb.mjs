// The yardstick: one process that reads the same two files, finds duplicates, and joins what is left. Prints counts by bucket.
import { DuckDBInstance } from '@duckdb/node-api';

const [ours, bill] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const names = ['t', 'appid', 'mchid', 'sub', 'device', 'tx', 'no', 'openid', 'type', 'state', 'bank', 'cur', 'settled', 'coupon', 'rtx', 'rno', 'ramount', 'rcoupon', 'rtype', 'rstate', 'goods', 'attach', 'fee', 'rate', 'amount', 'asked', 'note'];
const columns = names.map(name => `'${name}': 'VARCHAR'`).join(', ');
const result = await connection.runAndReadAll(`
  WITH ours AS (
    SELECT kind || attemptNo AS k, count(*) AS n, min(amountMinor) AS amount, min(currency) AS cur, min(status) AS status, min(feeMinor) AS fee
    FROM read_csv('${ours}', header = true, delim = ',', quote = '', escape = '',
      columns = {'orderNo': 'VARCHAR', 'attemptNo': 'VARCHAR', 'channelTransactionId': 'VARCHAR', 'kind': 'VARCHAR', 'amountMinor': 'BIGINT', 'currency': 'VARCHAR', 'status': 'VARCHAR', 'occurredAt': 'VARCHAR', 'feeMinor': 'BIGINT'})
    GROUP BY k
  ), theirs AS (
    SELECT CASE WHEN state = '\`REFUND' THEN 'refund' || substr(rno, 2) ELSE 'payment' || substr(no, 2) END AS k, count(*) AS n,
      min(CAST(TRY_CAST(substr(CASE WHEN state = '\`REFUND' THEN asked ELSE amount END, 2) AS DECIMAL(18,2)) * 100 AS BIGINT)) AS amount,
      min(substr(cur, 2)) AS cur, min(CAST(TRY_CAST(substr(fee, 2) AS DECIMAL(18,5)) * 100 AS BIGINT)) AS fee
    FROM read_csv('${bill}', header = false, skip = 1, delim = ',', quote = '', escape = '', null_padding = true, columns = {${columns}})
    WHERE state IS NOT NULL AND tx IS NOT NULL AND amount IS NOT NULL
    GROUP BY k
  )
  SELECT CASE WHEN o.k IS NULL THEN 'channelOnly' WHEN t.k IS NULL THEN 'oursOnly' WHEN t.amount IS NULL THEN 'malformed'
      WHEN o.cur <> t.cur THEN 'currency' WHEN o.status <> 'succeeded' THEN 'status' WHEN o.amount <> t.amount THEN 'amount'
      WHEN o.fee <> t.fee THEN 'fee' ELSE 'matched' END AS bucket,
    count(*) AS lines, sum(coalesce(o.n - 1, 0) + coalesce(t.n - 1, 0)) AS duplicates
  FROM ours o FULL OUTER JOIN theirs t ON o.k = t.k GROUP BY 1 ORDER BY 1`);
console.log(JSON.stringify(result.getRowsJson()));
process.exit(0);
