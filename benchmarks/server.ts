/*
 * What does a request cost? The product server, with API keys, limits, logging and SQLite on, beside what a user would
 * write by hand: bare Hono that answers from memory, and a server of the MCP SDK that registers its tools for every
 * request. All by turns, in one run, each in a process of its own; compared is the processor time that a server spends on
 * a request. Fails when a ratio of medians is beyond its limit.
 */
import { type Load, load, type Question } from './server/load.ts';
import { type MeasuredServer, type ServerKind, startServer } from './server/servers.ts';

interface Comparison {
  readonly question: Question;
  readonly peer: Exclude<ServerKind, 'sluice'>;
  readonly maxRatio: number;
}

const COMPARISONS: readonly Comparison[] = [
  { question: 'GET execution', peer: 'bare-hono', maxRatio: 3 },
  { question: 'POST /execute', peer: 'bare-hono', maxRatio: 12 },
  { question: 'tools/call get_execution', peer: 'sdk-mcp', maxRatio: 0.6 },
];
const ROUNDS = 3;
/**
 * Until the machine code is there and the heap has its size, which V8 gives it in one long collection: before, a server
 * with more code and more objects looks worse than it is.
 */
const WARM_UP_REQUESTS = 40_000;
const REQUESTS = 20_000;

const measured = new Map<string, Load[]>();
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { question, peer } of COMPARISONS) {
    await measure(question, peer);
    await measure(question, 'sluice');
  }
}

console.log(
  `\n${ROUNDS} rounds of ${REQUESTS} requests over 50 connections, after ${WARM_UP_REQUESTS}; medians\n\n${row('', 'req/s', 'p99 ms', 'CPU µs', 'RSS MB')}`,
);
let tooDear = 0;
for (const { question, peer, maxRatio } of COMPARISONS) {
  const ratio = cpuOf(question, 'sluice') / cpuOf(question, peer);
  if (ratio > maxRatio) tooDear += 1;
  for (const kind of [peer, 'sluice'] as const) console.log(summary(question, kind));
  console.log(`${row('  ratio of CPU')}${ratio.toFixed(2).padStart(34)}   limit ${maxRatio}\n`);
}
console.log(tooDear === 0 ? 'All within their limits.' : `${tooDear} beyond their limit.`);
process.exitCode = tooDear === 0 ? 0 : 1;

async function measure(question: Question, kind: ServerKind): Promise<void> {
  const server: MeasuredServer = await startServer(kind);
  try {
    await load(server, question, WARM_UP_REQUESTS);
    const name = nameOf(question, kind);
    measured.set(name, [...(measured.get(name) ?? []), await load(server, question, REQUESTS)]);
  } finally {
    await server.stop();
  }
}

function nameOf(question: Question, kind: ServerKind): string {
  return `${question}, ${kind}`;
}

function cpuOf(question: Question, kind: ServerKind): number {
  return median(question, kind, ({ cpuMicrosPerRequest }) => cpuMicrosPerRequest);
}

function median(question: Question, kind: ServerKind, of: (load: Load) => number): number {
  const values = (measured.get(nameOf(question, kind)) ?? []).map(of).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? Number.NaN;
}

function summary(question: Question, kind: ServerKind): string {
  const of = (pick: (load: Load) => number): string => median(question, kind, pick).toFixed(0);
  return row(
    nameOf(question, kind),
    of(({ perSecond }) => perSecond),
    of(({ p99Ms }) => p99Ms),
    of(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest),
    of(({ rssMb }) => rssMb),
  );
}

function row(name: string, ...cells: readonly string[]): string {
  return name.padEnd(38) + cells.map((cell) => cell.padStart(10)).join('');
}
