import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type RunLocalOptions, runLocal } from '../src/index.ts';

const QUICKSTART = fileURLToPath(new URL('../../../examples/quickstart/sluice.config.ts', import.meta.url));
const DNS = fileURLToPath(new URL('../../cli/test/fixtures/sluice.config.ts', import.meta.url));

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

type RunOptions = Partial<Pick<RunLocalOptions, 'once' | 'json' | 'configPath' | 'signal' | 'pipelineSpeed'>>;

function quickstart(): Omit<RunLocalOptions, 'stdout'> {
  return {
    configPath: QUICKSTART,
    port: 0,
    pipelineSpeed: 100,
    environmentVariables: {},
    signal: new AbortController().signal,
    stderr: { write: () => true },
  };
}

async function run(options: RunOptions, onStdout: (text: string) => void = () => {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runLocal({
    ...quickstart(),
    stdout: {
      write(text) {
        stdout += text;
        onStdout(text);
      },
    },
    stderr: { write: (text) => (stderr += text) },
    ...options,
  });
  return { exitCode, stdout, stderr };
}

/** Serves, and stops as soon as a text is printed. */
function serveUntil(printed: string): Promise<Ran> {
  const stop = new AbortController();
  return run({ json: true, signal: stop.signal }, (text) => {
    if (text.includes(printed)) stop.abort();
  });
}

describe('sluice local', () => {
  it('answers a question and ends with 0', async () => {
    const { exitCode, stdout } = await run({ once: 'What is deployed in dev?' });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('orchestrator agent → memory-manager  GET /memory environment=dev');
    expect(stdout).toContain('The answer');
  });

  it('ends with 1 when it does not know what is asked for', async () => {
    const { exitCode, stdout } = await run({ once: 'Sing me a song', json: true });
    expect(exitCode).toBe(1);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.find(({ type }) => type === 'boot')?.parts).toMatchObject([
      { part: 'gateway' },
      { part: 'functions' },
      { part: 'agents' },
      { part: 'pipeline server' },
      { part: 'DynamoDB' },
      { part: 'GitLab', about: 'simulated: platform/bootstrap, platform/app' },
      { part: 'Jenkins', about: 'simulated: platform/compute/main, platform/compute/release' },
    ]);
    expect(lines.find(({ type }) => type === 'answer')).toMatchObject({ succeeded: false, outcome: 'nothing_asked' });
  });

  it('ends with 2 and says why when the config can not be used', async () => {
    const { exitCode, stderr } = await run({ once: 'Hi', configPath: 'nowhere.config.ts' });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('nowhere.config.ts');
  });

  it('serves until it is stopped, and ends with 0', async () => {
    const { exitCode, stdout } = await serveUntil('"type":"ready"');
    expect(exitCode).toBe(0);
    const answer = stdout.split('\n').find((line) => line.includes('"type":"answer"'));
    expect(JSON.parse(answer ?? '')).toMatchObject({ succeeded: true, outcome: 'succeeded' });
  });

  it('asks for a pipeline that the config has, where that is none of the examples', async () => {
    const stop = new AbortController();
    const { stdout } = await run({ configPath: DNS, json: true, signal: stop.signal }, (text) => {
      if (text.includes('"type":"ready"')) stop.abort();
    });
    expect(stdout).toMatch(/"message":"Deploy dns for dev environment"/);
  });

  it('says only that it was interrupted when it is stopped before the answer', async () => {
    const { exitCode, stdout } = await serveUntil('"type":"hop"');
    expect(exitCode).toBe(0);
    expect(stdout).not.toMatch(/"type":"(?:answer|ready)"/);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ type: 'interrupted', runs: [] });
  });

  it('says which run it leaves when it is interrupted, and nothing after that', async () => {
    const stop = new AbortController();
    const { exitCode, stdout } = await run(
      { once: 'Deploy bootstrap infrastructure for dev environment', pipelineSpeed: 1, signal: stop.signal },
      (text) => {
        if (text.includes('bootstrap in dev: running')) stop.abort();
      },
    );
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /Interrupted\. bootstrap in dev \(execution [\w-]{36}\) was still running; its end is not known here\.\n +http:\S+\n\n$/,
    );
    expect(stdout).not.toContain('Stop with Ctrl-C');
    expect(stdout).not.toMatch(/^ {2}! /m);
  });

  it('goes quiet and ends when nobody reads what it prints any more', async () => {
    const pipe = new EventEmitter();
    let written = 0;
    const exitCode = await runLocal({
      ...quickstart(),
      json: true,
      pipelineSpeed: 1000,
      stdout: {
        on: (event, listener) => pipe.on(event, listener),
        write() {
          written += 1;
          return pipe.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
        },
      },
    });
    expect({ exitCode, written }).toEqual({ exitCode: 0, written: 1 });
  });
});
