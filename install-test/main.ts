import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killAll } from './command.ts';
import { runInstallTest } from './install-test.ts';

const USAGE = `Publishes the packages to a registry on this machine, and uses them as somebody who has never seen this repo.

  npm run install-test -- [--keep]

  --keep    leaves the folder where all that happened; a failure always does
`;

const isKept = readWish();
if (isKept !== undefined) await runIn(await mkdtemp(join(await realpath(tmpdir()), 'sluice-install-')), isKept);

/** Reads the command line; undefined when there is nothing to do but to explain it. */
function readWish(): boolean | undefined {
  try {
    const { values } = parseArgs({
      options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    });
    if (!values.help) return values.keep;
    process.stdout.write(USAGE);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
  return undefined;
}

async function runIn(folder: string, isKept: boolean): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(folder));
  try {
    await runInstallTest(folder);
    if (isKept) process.stdout.write(`Kept: ${folder}\n`);
    else await rm(folder, { recursive: true, force: true });
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n\nKept: ${folder}\n`);
    process.exitCode = 1;
  } finally {
    killAll();
  }
}

function stop(folder: string): never {
  killAll();
  process.stderr.write(`\nStopped. Kept: ${folder}\n`);
  process.exit(130);
}
