// ./build.sh bench recon [--rows N] [--rounds R] [--keep FOLDER]: the engine and DuckDB as whole processes, warm and cold, with the peak of their memory.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, readSync, closeSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const payments = join(here, '../../../src/Payments.Cli/bin/Release/net10.0/payments.dll');
const option = (name, otherwise) => { const at = process.argv.indexOf(name); return at < 0 ? otherwise : process.argv[at + 1]; };
const rows = Number(option('--rows', '10000000'));
const rounds = Number(option('--rounds', '3'));
const folder = option('--keep', null) ?? mkdtempSync(join(tmpdir(), 'payments-recon-'));
const bars = rows >= 10_000_000 ? { warm: 4, cold: 1.7, mib: 1024 } : null;
const [ours, bill, out] = ['ours.csv', 'bill.csv', 'out'].map(name => join(folder, name));

const run = (command, args) => new Promise((resolve, reject) => {
  const start = process.hrtime.bigint();
  // GNU time says the peak of the whole process, which polling would miss.
  const child = spawn('/usr/bin/time', ['-f', 'PEAK %M', command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stdout.on('data', data => { output += data; });
  child.stderr.on('data', data => { errors += data; });
  child.on('close', status => {
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    if (status !== 0) { reject(new Error(`${command} ended with ${status}: ${errors}`)); return; }
    resolve({ seconds, output, mib: Number(/PEAK (\d+)/.exec(errors)[1]) / 1024 });
  });
});
const evict = () => [ours, bill].forEach(file => spawnSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none']));
const warmUp = () => [ours, bill].forEach(file => spawnSync('cat', [file], { stdio: ['ignore', 'ignore', 'inherit'] }));
const median = values => [...values].sort((left, right) => left - right)[values.length >> 1];
const engine = () => run('dotnet', [payments, 'recon', 'run', '--ours', ours, '--bill', bill, '--format', 'wechat.all', '--out', out]);
const duckdb = () => run(process.execPath, [join(here, 'duckdb.mjs'), ours, bill]);

function newlines() {
  const [buffer, start] = [Buffer.alloc(1 << 20), process.hrtime.bigint()];
  let count = 0;
  for (const file of [ours, bill]) {
    const handle = openSync(file);
    for (let read; (read = readSync(handle, buffer)) > 0;) count += read;
    closeSync(handle);
  }
  return { bytes: count, seconds: Number(process.hrtime.bigint() - start) / 1e9 };
}

try {
  if (!existsSync(bill)) await run('dotnet', [payments, 'recon', 'generate', '--rows', `${rows}`, '--seed', '1', '--out', folder]);
  const bytes = statSync(ours).size + statSync(bill).size;
  const seconds = { warm: { engine: [], duckdb: [] }, cold: { engine: [], duckdb: [] } };
  const peak = { engine: 0, duckdb: 0 };
  for (let round = 0; round < rounds; round++) {
    for (const state of ['warm', 'cold']) {
      for (const [name, start] of [['engine', engine], ['duckdb', duckdb]]) {
        if (state === 'warm') warmUp(); else evict();
        const done = await start();
        seconds[state][name].push(done.seconds);
        peak[name] = Math.max(peak[name], done.mib);
        if (round === 0 && state === 'warm' && name === 'duckdb') console.log(`duckdb: ${done.output.trim()}`);
      }
    }
  }

  warmUp();
  const wc = process.hrtime.bigint();
  spawnSync('wc', ['-l', ours, bill], { stdio: 'ignore' });
  const floor = Number(process.hrtime.bigint() - wc) / 1e9;
  evict();
  const read = newlines();
  console.log(`${rows} orders, ${(bytes / 1e9).toFixed(2)} GB; counting lines (wc -l, warm) ${floor.toFixed(2)} s; reading cold ${(read.bytes / read.seconds / 1e6).toFixed(0)} MB/s`);
  console.log(`counts: ${JSON.stringify(JSON.parse(readFileSync(join(out, 'summary.json'))).counts)}`);
  let holds = true;
  for (const state of ['warm', 'cold']) {
    const ratio = median(seconds[state].duckdb.map((yardstick, round) => yardstick / seconds[state].engine[round]));
    const isMet = bars === null || ratio >= bars[state];
    holds &&= isMet;
    console.log(`${state}: engine ${seconds[state].engine.map(value => value.toFixed(2)).join('/')} s, DuckDB ${seconds[state].duckdb.map(value => value.toFixed(2)).join('/')} s, ratio ${ratio.toFixed(2)}${bars ? ` (bar ${bars[state]}: ${isMet ? 'holds' : 'MISSED'})` : ''}`);
  }
  const fits = bars === null || peak.engine <= bars.mib;
  console.log(`peak memory: engine ${peak.engine.toFixed(0)} MiB, DuckDB ${peak.duckdb.toFixed(0)} MiB${bars ? ` (bar ${bars.mib} MiB: ${fits ? 'holds' : 'MISSED'})` : ''}`);
  process.exitCode = holds && fits ? 0 : 1;
} finally {
  if (!process.argv.includes('--keep')) rmSync(folder, { recursive: true, force: true });
}
