import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runLocal } from '../src/index.ts';

const QUICKSTART = fileURLToPath(new URL('../../../examples/quickstart/sluice.config.ts', import.meta.url));

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(once: string, more: { readonly json?: boolean; readonly configPath?: string } = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runLocal({
    configPath: QUICKSTART,
    once,
    port: 0,
    pipelineSpeed: 100,
    environmentVariables: {},
    signal: new AbortController().signal,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    ...more,
  });
  return { exitCode, stdout, stderr };
}

describe('sluice local', () => {
  it('answers a question and ends with 0', async () => {
    const { exitCode, stdout } = await run('What is deployed in dev?');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('orchestrator agent → memory-manager  GET /memory environment=dev');
    expect(stdout).toContain('The answer');
  });

  it('ends with 1 when it does not know what is asked for', async () => {
    const { exitCode, stdout } = await run('Sing me a song', { json: true });
    expect(exitCode).toBe(1);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.find(({ type }) => type === 'boot')?.parts).toHaveLength(6);
    expect(lines.find(({ type }) => type === 'answer')).toMatchObject({ succeeded: false, outcome: 'nothing_asked' });
  });

  it('ends with 2 and says why when the config can not be used', async () => {
    const { exitCode, stderr } = await run('Hi', { configPath: 'nowhere.config.ts' });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('nowhere.config.ts does not exist');
  });

  it('serves until it is stopped, and ends with 0', async () => {
    const stop = new AbortController();
    let stdout = '';
    const exitCode = runLocal({
      configPath: QUICKSTART,
      port: 0,
      pipelineSpeed: 100,
      json: true,
      environmentVariables: {},
      signal: stop.signal,
      stdout: {
        write(text) {
          stdout += text;
          if (text.includes('"type":"ready"')) stop.abort();
        },
      },
      stderr: { write: () => {} },
    });
    expect(await exitCode).toBe(0);
    const answer = stdout.split('\n').find((line) => line.includes('"type":"answer"'));
    expect(JSON.parse(answer ?? '')).toMatchObject({ succeeded: true, outcome: 'succeeded' });
  });
});
