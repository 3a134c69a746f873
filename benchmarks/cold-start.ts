/*
 * What does a cold start cost? Starts the functions as they are deployed, and what they are compared with, in fresh processes
 * by turns, and compares the medians of the processor time (user and system, all threads), which below a whole vCPU is what
 * a start on Lambda takes. Fails when a ratio is beyond its limit.
 *
 * The proxy is compared from the start of its process until the answer to an agent's event, which asks the pipeline server
 * over HTTP. `today` is Powertools' resolver, zod, ky and the SDK's clients for Bedrock and DynamoDB in one ESM bundle;
 * `Python` is boto3 with a client for DynamoDB, and requests. The other functions are compared by what loading them takes,
 * beside a default ESM bundle of the SDK client that they use; their first call is reported with it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { coldStartCases } from './cold-start/cases.ts';
import { measure, type Sample } from './cold-start/measure.ts';
import { startServers } from './cold-start/servers.ts';
import { buildStacks } from './cold-start/stacks.ts';

const ROUNDS = 21;

interface Comparison {
  readonly ours: string;
  readonly peer: string;
  readonly by: keyof Sample;
  /** @defaultValue none: it is only reported */
  readonly maxRatio?: number;
}

const COMPARISONS: readonly Comparison[] = [
  { ours: 'proxy', peer: 'today', by: 'cpuMs', maxRatio: 0.35 },
  { ours: 'proxy', peer: 'Python', by: 'cpuMs', maxRatio: 0.35 },
  { ours: 'chat-handler', peer: 'Bedrock client', by: 'importCpuMs', maxRatio: 0.65 },
  { ours: 'agent-invoker', peer: 'Bedrock client', by: 'importCpuMs', maxRatio: 0.65 },
  { ours: 'memory-manager', peer: 'document client', by: 'importCpuMs', maxRatio: 0.6 },
  { ours: 'chat-handler', peer: 'Bedrock client', by: 'cpuMs' },
  { ours: 'agent-invoker', peer: 'Bedrock client', by: 'cpuMs' },
  { ours: 'memory-manager', peer: 'document client', by: 'cpuMs' },
  { ours: 'proxy, recording', peer: 'today', by: 'cpuMs' },
  { ours: 'proxy, traced', peer: 'proxy', by: 'cpuMs' },
];

const measured = await measureAll();
console.log(`Processor time of a cold start in milliseconds, medians of ${ROUNDS} processes each, by turns\n`);
console.log(row('', 'loading', 'in all'));
for (const [name, { importCpuMs, cpuMs }] of measured) console.log(row(name, importCpuMs.toFixed(1), cpuMs.toFixed(1)));

console.log(`\n${row('', 'ratio', 'limit')}`);
let tooDear = 0;
for (const comparison of COMPARISONS) {
  const { ours, peer, by, maxRatio } = comparison;
  const [own, other] = [measured.get(ours), measured.get(peer)];
  if (own === undefined || other === undefined) continue;
  const ratio = own[by] / other[by];
  if (maxRatio !== undefined && ratio > maxRatio) tooDear += 1;
  const name = `${ours} / ${peer}, ${by === 'cpuMs' ? 'until the answer' : 'loading'}`;
  console.log(row(name, ratio.toFixed(2), maxRatio?.toString() ?? ''));
}
console.log(tooDear === 0 ? '\nAll within their limits.' : `\n${tooDear} beyond their limit.`);
process.exitCode = tooDear === 0 ? 0 : 1;

async function measureAll(): Promise<ReadonlyMap<string, Sample>> {
  preferThisProcess();
  const folder = mkdtempSync(join(tmpdir(), 'sluice-cold-start-'));
  const servers = await startServers();
  try {
    return await measure(coldStartCases(await buildStacks(folder), servers), ROUNDS);
  } finally {
    servers.close();
    rmSync(folder, { recursive: true });
  }
}

/** Lets this process and those that it starts come first, where that is allowed: others take turns with the caches. */
function preferThisProcess(): void {
  try {
    setPriority(-20);
  } catch {
    // Not allowed: the medians come out a little larger, on both sides.
  }
}

function row(name: string, ...cells: readonly string[]): string {
  return name.padEnd(54) + cells.map((cell) => cell.padStart(10)).join('');
}
