import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { createVirtualClock, type GitLabSimulator, startGitLabSimulator, type VirtualClock } from '@sluice/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { execute, post, serve, storeFile } from './support/served.ts';
import { CONFIG, runSluice } from './support/sluice.ts';

const HOUR = 3_600_000;

interface GitLab {
  readonly clock: VirtualClock;
  readonly simulator: GitLabSimulator;
  readonly variables: Record<string, string>;
  /** Resolves when GitLab is asked for something next. */
  untilAsked(): Promise<void>;
}

async function startGitLab(): Promise<GitLab> {
  const clock = createVirtualClock({ start: Date.now() });
  let asked = Promise.withResolvers<void>();
  const now = (): number => {
    asked.resolve();
    return clock.now();
  };
  const { url, simulator, close } = await startGitLabSimulator({
    clock: { now },
    projects: [{ path: 'platform/dns' }],
  });
  onTestFinished(close);
  return {
    clock,
    simulator,
    variables: { GITLAB_URL: url, GITLAB_TOKEN: 'simulator-token' },
    untilAsked() {
      asked = Promise.withResolvers();
      return asked.promise;
    },
  };
}

describe('sluice serve', () => {
  it('runs a pipeline on GitLab from the request to its end', async () => {
    const { clock, simulator, variables } = await startGitLab();
    const { url } = await serve(['--store', await storeFile()], variables);
    const { execution_id } = await execute(url);
    const pipelines = simulator.pipelines('platform/dns');
    expect(pipelines).toHaveLength(1);
    expect(pipelines[0]?.variables).toMatchObject({ SLUICE_EXECUTION_ID: execution_id, RECORD: 'www' });
    await clock.advance(HOUR);
    const followed = await fetch(`${url}/executions/${execution_id}?wait=20`);
    expect(await followed.json()).toMatchObject({ status: 'succeeded', run: { executor: 'gitlab' } });
  });

  it('says what it serves, and whom', async () => {
    const { variables } = await startGitLab();
    const store = await storeFile();
    const { sluice } = await serve(['--store', store], variables);
    sluice.kill('SIGTERM');
    const { stdout } = await sluice.finished;
    expect(stdout).toMatch(/^Sluice listens on http:\/\/127\.0\.0\.1:\d+\n/);
    expect(stdout).toContain('  pipelines  dns (dev)\n');
    expect(stdout).toContain(`  store      ${store}\n`);
    expect(stdout).toContain('  access     this machine only, no API key is set\n');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('closes in good order on %s and keeps what it knows', async (signal) => {
    const { variables } = await startGitLab();
    const store = await storeFile();
    const first = await serve(['--store', store], variables);
    const { execution_id } = await execute(first.url);
    first.sluice.kill(signal);
    const { exitCode, stderr } = await first.sluice.finished;
    expect(exitCode).toBe(0);
    const lines = stderr.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).level)).not.toContain('error');
    const second = await serve(['--store', store], variables);
    const found = await fetch(`${second.url}/executions/${execution_id}`);
    expect(await found.json()).toMatchObject({ execution_id });
  });

  it('does not wait for a reader who waits', async () => {
    const { variables, untilAsked } = await startGitLab();
    const { sluice, url } = await serve(['--store', await storeFile()], variables);
    const { execution_id } = await execute(url);
    const asked = untilAsked();
    const answer = fetch(`${url}/executions/${execution_id}?wait=25`);
    await asked;
    sluice.kill('SIGTERM');
    expect((await answer).status).toBe(200);
    expect((await sluice.finished).exitCode).toBe(0);
  });

  it('knows the keys of MCP_SERVER_API_KEY, all of them', async () => {
    const { variables } = await startGitLab();
    const keys = ['the-key-of-yesterday', 'the-key-of-tomorrow-'] as const;
    const MCP_SERVER_API_KEY = ` ${keys[0]} ,${keys[1]},`;
    const { sluice, url } = await serve(['--store', await storeFile()], { ...variables, MCP_SERVER_API_KEY });
    expect((await post(url)).status).toBe(401);
    expect((await fetch(`${url}/pipelines`, { headers: { 'x-api-key': keys[0] } })).status).toBe(200);
    const { requested_by } = await execute(url, { authorization: `Bearer ${keys[1]}` });
    expect(requested_by).toBe('key-2');
    sluice.kill('SIGTERM');
    const { stdout, stderr } = await sluice.finished;
    expect(stdout).toContain('  access     API keys key-1, key-2\n');
    for (const key of keys) expect(stdout + stderr).not.toContain(key);
  });

  it('says that the port is taken', async () => {
    const { variables } = await startGitLab();
    const other = createServer();
    const { promise, resolve } = Promise.withResolvers<void>();
    other.listen(0, '127.0.0.1', resolve);
    await promise;
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const args = ['serve', '--config', CONFIG, '--store', await storeFile(), '--port', port];
    expect(await runSluice(args, variables)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `Port ${port} on 127.0.0.1 is taken. Stop what listens there, or choose another port.\n`,
    });
  });

  it('does not listen for everybody without a key', async () => {
    const { variables } = await startGitLab();
    const args = ['serve', '--config', CONFIG, '--store', await storeFile(), '--host', '0.0.0.0'];
    const { exitCode, stdout, stderr } = await runSluice(args, variables);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('On 0.0.0.0 the server would answer everybody. Give it an API key');
    expect(stderr).toContain('MCP_SERVER_API_KEY');
  });

  it('makes the folder of its store', async () => {
    const { variables } = await startGitLab();
    const store = await storeFile();
    await serve(['--store', store], variables);
    expect(existsSync(store)).toBe(true);
  });

  it('says that a store can not be opened', async () => {
    const { variables } = await startGitLab();
    const args = ['serve', '--config', CONFIG, '--store', '/dev/null/executions.db'];
    const { exitCode, stderr } = await runSluice(args, variables);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^The store \/dev\/null\/executions\.db can't be opened: EEXIST/);
    expect(stderr).not.toContain('    at ');
  });
});
