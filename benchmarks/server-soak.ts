/*
 * Does the server keep its memory? Fifty connections ask it whatever agents ask, for ten minutes (or `--minutes N`) after
 * a warm-up. Fails when the memory of the last minute differs from that of the first one by more than 10 %, or when any
 * answer is an error.
 */
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { type Question, requestOf } from './server/load.ts';
import { startServer } from './server/servers.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
const WARM_UP_SECONDS = 60;
const SAMPLE_MS = 1000;
const MAX_GROWTH = 0.1;
/** Mostly looks, as agents do, and now and then a new execution. */
const MIX: readonly Question[] = [
  'GET execution',
  'tools/call get_execution',
  'GET execution',
  'tools/call get_execution',
  'POST /execute',
];

const server = await startServer('sluice');
let failures = 0;
let requests = 0;
try {
  await ask(WARM_UP_SECONDS);
  const samples: number[] = [];
  const sampling = setInterval(async () => samples.push((await server.usage()).rssBytes / 2 ** 20), SAMPLE_MS);
  await ask(minutes * 60);
  clearInterval(sampling);
  const perMinute = Math.min(60, Math.floor(samples.length / 2));
  const [first, last] = [mean(samples.slice(0, perMinute)), mean(samples.slice(-perMinute))];
  const growth = last / first - 1;
  console.log(`${requests} requests in ${minutes} minutes, ${failures} failed`);
  console.log(`RSS ${first.toFixed(0)} MB in the first minute, ${last.toFixed(0)} MB in the last: ${percent(growth)}`);
  const isFlat = Math.abs(growth) <= MAX_GROWTH || growth < 0;
  console.log(isFlat && failures === 0 ? 'Flat within 10 %, no error.' : 'NOT flat within 10 %, or with errors.');
  process.exitCode = isFlat && failures === 0 ? 0 : 1;
} finally {
  await server.stop();
}

async function ask(seconds: number): Promise<void> {
  const result = await autocannon({
    url: server.url,
    connections: 50,
    duration: seconds,
    idReplacement: true,
    requests: MIX.map((question) => requestOf(question, server)),
  });
  requests += result['2xx'];
  failures += result.non2xx + result.errors + result.timeouts;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${share >= 0 ? '+' : ''}${(share * 100).toFixed(1)} %`;
}
