import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { resolve } = createRequire(import.meta.url);

/** Version 0.1.16 of the official suite, and the next one. */
const SUITES = { current: '@modelcontextprotocol/conformance', next: 'conformance-next' } as const;

export interface SuiteRun {
  readonly exitCode: number;
  readonly passed: number;
  readonly failed: number;
  /** The suite's own account, for whoever has to find out why. */
  readonly summary: string;
}

/** Runs a conformance suite as its users do, in an empty folder, since it may write results. */
export async function runSuite(
  suite: keyof typeof SUITES,
  url: string,
  { baseline, options = [] }: { readonly baseline: string; readonly options?: readonly string[] },
): Promise<SuiteRun> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  const file = fileURLToPath(new URL(`baselines/${baseline}`, import.meta.url));
  const command = [binOf(SUITES[suite]), 'server', '--url', url, '--expected-failures', file, ...options];
  const { exitCode, output } = await run(command, folder);
  await rm(folder, { recursive: true });
  const summary = output.slice(output.indexOf('=== SUMMARY ==='));
  const [, passed, failed] = /^Total: (\d+) passed, (\d+) failed/m.exec(summary) ?? [];
  return { exitCode, passed: Number(passed ?? 0), failed: Number(failed ?? 0), summary };
}

function binOf(name: string): string {
  return join(resolve(`${name}/package.json`), '..', 'dist', 'index.js');
}

function run(command: readonly string[], cwd: string): Promise<{ exitCode: number; output: string }> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [...command], { cwd, maxBuffer: 2 ** 26 }, (_, stdout, stderr) =>
      done({ exitCode: child.exitCode ?? 1, output: stdout + stderr }),
    );
  });
}
