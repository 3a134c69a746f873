/* Runs the sweeps and prints what they took; started by `../sweep.ts`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteStore } from '@sluice/store-sqlite';
import { createProjects } from './executions.ts';
import { startGitLab } from './gitlab.ts';
import { type Measured, measureSweep } from './measure.ts';
import { createService } from './service.ts';

const PROJECTS = 20;
const EXECUTIONS = 10_000;
/** Starts without an answer among them. */
const UNKNOWN = 20;
const MAX_REQUESTS = 300;
const MAX_MEMORY_MB = 250;
const MINUTE_MS = 60_000;
/** How many more sweeps there are in the end, to see that memory does not grow. */
const ROUNDS = 10;

const folder = mkdtempSync(join(tmpdir(), 'sluice-benchmark-'));
const gitLab = await startGitLab(PROJECTS);
try {
  const { clock } = gitLab;
  const store = createSqliteStore({ path: join(folder, 'executions.db'), now: clock.now });
  const service = await createService(store, gitLab);
  await createProjects(store, gitLab, { executions: EXECUTIONS, unknown: UNKNOWN });
  const measured: Measured[] = [];
  const sweep = async (situation: string): Promise<void> => {
    measured.push(await measureSweep(situation, service, gitLab));
  };

  await sweep('a new server, all running');
  await clock.advance(MINUTE_MS / 4);
  await sweep('15 seconds later');
  await clock.advance(11 * MINUTE_MS);
  await sweep('11 minutes later');
  await clock.advance(11 * MINUTE_MS);
  await sweep('11 minutes later, in no list');
  await clock.advance(60 * MINUTE_MS);
  await sweep('an hour later, all have ended');
  for (let rounds = 0; rounds < ROUNDS; rounds += 1) {
    await clock.advance(MINUTE_MS / 4);
    await sweep('15 seconds later');
  }

  report(measured);
  await store.close();
} finally {
  gitLab.stop();
  rmSync(folder, { recursive: true });
}

function report(measured: readonly Measured[]): void {
  console.log(`\n${EXECUTIONS} unfinished executions in ${PROJECTS} projects\n`);
  console.log(row('a sweep', 'unfinished', 'requests', 'looks', 'left', 'seconds', 'memory'));
  for (const { situation, report: sweep, requests, seconds, memoryMb } of measured) {
    const { unfinished, looks, left } = sweep;
    console.log(row(situation, unfinished, requests, looks, left, seconds.toFixed(1), `${memoryMb.toFixed(0)} MB`));
  }
  const tooMany = measured.filter(({ requests }) => requests > MAX_REQUESTS);
  const tooLarge = measured.filter(({ memoryMb }) => memoryMb > MAX_MEMORY_MB);
  const complete = measured[0]?.report.unfinished === EXECUTIONS;
  console.log(
    `\n${complete ? 'All were swept' : 'NOT all were swept'}; at most ${MAX_REQUESTS} requests: ${tooMany.length === 0 ? 'yes' : 'NO'}; ` +
      `at most ${MAX_MEMORY_MB} MB: ${tooLarge.length === 0 ? 'yes' : 'NO'}`,
  );
  process.exitCode = complete && tooMany.length + tooLarge.length === 0 ? 0 : 1;
}

function row(situation: string, ...cells: readonly (string | number)[]): string {
  return situation.padEnd(36) + cells.map((cell) => String(cell).padStart(11)).join('');
}
