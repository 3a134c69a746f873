import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { startGitLabSimulator } from '@sluice/testkit';
import { run } from '../../src/run.ts';
import { CONFIG, type Finished } from './sluice.ts';

/** A `sluice serve` in the process of the test, over a simulated GitLab whose pipelines take their time. */
export interface ServedInProcess {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts `sluice serve` with the config of the tests, and a store in memory. */
export async function serveInProcess(variables: Record<string, string> = {}): Promise<ServedInProcess> {
  const gitlab = await startGitLabSimulator({ projects: [{ path: 'platform/dns' }] });
  const stop = new AbortController();
  const stdout = new PassThrough();
  const ended = run(['serve', '--config', CONFIG, '--port', '0', '--store', ':memory:'], {
    stdin: new PassThrough(),
    stdout,
    stderr: new PassThrough().resume(),
    environmentVariables: { GITLAB_URL: gitlab.url, GITLAB_TOKEN: 'simulator-token', ...variables },
    signal: stop.signal,
    hurry: new AbortController().signal,
  });
  const [banner] = await once(stdout.setEncoding('utf8'), 'data');
  const [, url] = /Sluice listens on (http:\S+)/.exec(String(banner)) ?? [];
  if (url === undefined) throw new Error(`It does not listen: ${banner}`);
  return {
    url,
    async close() {
      stop.abort();
      await ended;
      await gitlab.close();
    },
  };
}

/** Runs a command that ends by itself, in the process of the test. */
export async function runInProcess(
  commandLine: readonly string[],
  environmentVariables: Record<string, string> = {},
): Promise<Finished> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const { signal } = new AbortController();
  const context = { stdin: new PassThrough(), stdout, stderr, environmentVariables, signal, hurry: signal };
  const exitCode = await run(commandLine, context);
  stdout.end();
  stderr.end();
  return { exitCode, stdout: await text(stdout), stderr: await text(stderr) };
}
