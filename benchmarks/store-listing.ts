/*
 * Does a page of executions cost the same however many there are? Lists the newest 20 from a small and from a large
 * store, by turns, in one run. Fails when SQLite's large store takes more than 1.3 times as long as its small one.
 * dynalite is reported beside it: it stands in for DynamoDB, whose indexes are not its own, and it is filled through its
 * HTTP API, which is why its large store is smaller.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDynamoDb } from './store-listing/dynamodb.ts';
import { type Comparison, compare } from './store-listing/measure.ts';
import { fillSqlite } from './store-listing/sqlite.ts';

const SMALL = 1000;
const LARGE = 200_000;
const LARGE_DYNALITE = 20_000;
const MAX_RATIO = 1.3;

const sqlite = await compareSqlite();
const dynamoDb = await compareDynamoDb();
print(`SQLite, ${SMALL} and ${LARGE} executions`, sqlite);
print(`DynamoDB (dynalite), ${SMALL} and ${LARGE_DYNALITE} executions`, dynamoDb);

const tooSlow = sqlite.filter(({ ratio }) => ratio > MAX_RATIO);
console.log(tooSlow.length === 0 ? `SQLite stays within ${MAX_RATIO}.` : `SQLite exceeds ${MAX_RATIO}.`);
process.exitCode = tooSlow.length === 0 ? 0 : 1;

async function compareSqlite(): Promise<readonly Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-benchmark-'));
  try {
    const [small, large] = [await fillSqlite(folder, SMALL), await fillSqlite(folder, LARGE)];
    const comparisons = await compare(small, large, 1000);
    await Promise.all([small.store.close(), large.store.close()]);
    return comparisons;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compareDynamoDb(): Promise<readonly Comparison[]> {
  const server = await startDynamoDb();
  try {
    return await compare(await server.fill(SMALL), await server.fill(LARGE_DYNALITE), 100);
  } finally {
    await server.close();
  }
}

function print(title: string, comparisons: readonly Comparison[]): void {
  console.log(`\n${title}\n${row('newest 20', 'small', 'large', 'ratio')}`);
  for (const { question, smallMs, largeMs, ratio } of comparisons) {
    console.log(row(question, milliseconds(smallMs), milliseconds(largeMs), ratio.toFixed(2)));
  }
  console.log();
}

function row(question: string, ...cells: readonly string[]): string {
  return question.padEnd(26) + cells.map((cell) => cell.padStart(12)).join('');
}

function milliseconds(value: number): string {
  return `${value.toFixed(3)} ms`;
}
