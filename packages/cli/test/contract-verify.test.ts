import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Wire } from '@sluice/core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ContractReport } from '../src/contract/contract-report.ts';
import { findPactLibrary } from '../src/contract/verifier.ts';
import { type PassingAnswer, startChangingServer } from './support/changing-server.ts';
import { execute } from './support/served.ts';
import { runInProcess, type ServedInProcess, serveInProcess } from './support/served-in-process.ts';
import { type Finished, runSluice } from './support/sluice.ts';

const KEY = 'key-of-the-proxy-0001';

/** A server with a key, for what changes nothing there; the tests of this file share it. */
let shared: ServedInProcess;
beforeAll(async () => {
  shared = await serveInProcess({ MCP_SERVER_API_KEY: KEY });
});
afterAll(() => shared.close());

/** Starts a server for one test, and returns its address. */
async function served(variables: Record<string, string> = { MCP_SERVER_API_KEY: KEY }): Promise<string> {
  const { url, close } = await serveInProcess(variables);
  onTestFinished(close);
  return url;
}

async function executionsOf(url: string): Promise<readonly Wire['Execution'][]> {
  const answer = await fetch(`${url}/executions?environment=dev`, { headers: { 'x-api-key': KEY } });
  return ((await answer.json()) as Wire['ExecutionPage']).executions;
}

function verify(url: string, ...args: readonly string[]): Promise<Finished> {
  return runSluice(['contract', 'verify', '--url', url, ...args], { SLUICE_API_KEY: KEY });
}

async function reportOf(url: string, ...args: readonly string[]): Promise<ContractReport> {
  const { stdout } = await verify(url, '--json', ...args);
  return JSON.parse(stdout)[0];
}

/** Tells how each interaction was verified. */
function verifiedIn({ interactions }: ContractReport, how: string): readonly string[] {
  return interactions.filter(({ verified }) => verified === how).map(({ description }) => description);
}

describe('sluice contract verify', { timeout: 30_000 }, () => {
  it('verifies what it can bring about without a run, and the rest by the document', async () => {
    const { url } = shared;
    const { exitCode, stdout, stderr } = await verify(url);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`mcp-proxy and mcp-server at ${url}\n`);
    expect(stdout).toContain('  live      a request for a pipeline that there is not\n');
    expect(stdout).toContain(
      '  document  a request to execute a pipeline (a run would have to be started: --execute allows it)\n',
    );
    expect(stdout).toContain('  document  a request for an execution (the server has no execution)\n');
    expect(stdout).toMatch(
      /The contract is kept: 6 verified live, \d+ by the server's document, 0 not verified here\.\n$/,
    );
    expect(stdout).not.toContain(KEY);
    expect(await executionsOf(url)).toEqual([]);
  });

  it('looks at the executions that there are', async () => {
    const url = await served();
    await execute(url, { 'x-api-key': KEY });
    expect(verifiedIn(await reportOf(url), 'live')).toEqual(
      expect.arrayContaining(['a request for an execution', 'a request for the executions of an environment']),
    );
  });

  it('runs a pipeline where it may, and stops it again', async () => {
    const url = await served();
    const report = await reportOf(url, '--execute', 'dns@dev', '--parameters', '{"record":"www"}');
    expect(report.interactions.filter(({ mismatches }) => mismatches.length > 0)).toEqual([]);
    expect(report.stillUnderWay).toEqual([]);
    expect(verifiedIn(report, 'live')).toEqual(
      expect.arrayContaining([
        'a request to execute a pipeline',
        'a request to execute a pipeline, with a key',
        'a request that was made before',
        'a request that was made before, with its key',
        'a request while another execution has not finished',
        'a request for an execution that is under way',
        'a request to wait for an execution',
        'a request for the executions of an environment',
        'a request for a log',
        'a request to stop an execution',
        'a request to stop an execution that has finished',
      ]),
    );
    const executions = await executionsOf(url);
    expect(executions.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
  });

  it('verifies a server below a path, as behind an API gateway', async () => {
    const { exitCode, stdout } = await verify(await startChangingServer(shared.url, () => ({}), '/prod'));
    expect(stdout).toContain('The contract is kept: 6 verified live');
    expect(exitCode).toBe(0);
  });

  it('knows a server that asks for no key', async () => {
    const report = await reportOf(await served({}));
    expect(report.interactions.filter(({ mismatches }) => mismatches.length > 0)).toEqual([]);
    const refused = report.interactions.find(({ description }) =>
      /API key that the server does not know$/.test(description),
    );
    expect(refused).toMatchObject({ verified: 'document' });
  });
});

describe('sluice contract verify fails against a server that', { timeout: 30_000 }, () => {
  it.each<[string, (answer: PassingAnswer) => Partial<PassingAnswer>, readonly RegExp[]]>([
    [
      'renames a field of its answer',
      ({ path, body: { detail, ...body } }) => (path === '/execute' ? { body: { ...body, message: detail } } : {}),
      [/BROKEN {4}a request for a pipeline that there is not\n +the answer: \$: .*detail/],
    ],
    [
      'answers with another status',
      ({ status }) => (status === 422 ? { status: 400 } : {}),
      [/BROKEN {4}a request with parameters .*\n +the answer: status: expected 422 but was 400\n/],
    ],
    [
      'answers with another code of a problem',
      ({ status, body }) => (status === 404 ? { body: { ...body, code: 'gone' } } : {}),
      [/the answer: \$\.code: Expected 'gone' \(String\) to be equal to 'execution_not_found' \(String\)\n/],
    ],
    [
      'serves another document',
      ({ path, body }) =>
        path === '/openapi.json'
          ? { body: JSON.parse(JSON.stringify(body).replaceAll('"requested_by"', '"asked_by"')) }
          : {},
      [/BROKEN {4}a request for an execution\n +the server's document: \$: Unrecognized key: "requested_by"\n/],
    ],
  ])('%s', async (_, change, expected) => {
    const { exitCode, stdout } = await verify(await startChangingServer(shared.url, change));
    expect(exitCode).toBe(1);
    for (const text of expected) expect(stdout).toMatch(text);
    expect(stdout).toMatch(/The contract is BROKEN in \d+ of 43; of the others, \d+ verified live, .*\.\n$/);
  });

  it('serves no document: what is not verified live is not verified', async () => {
    const change = ({ path }: PassingAnswer): Partial<PassingAnswer> =>
      path === '/openapi.json' ? { status: 404, body: {} } : {};
    const report = await reportOf(await startChangingServer(shared.url, change));
    expect(verifiedIn(report, 'document')).toEqual([]);
    expect(verifiedIn(report, 'not')).toContain('an approval');
  });

  it('starts a second run for a request that was made before', async () => {
    const change = ({ path, status }: PassingAnswer): Partial<PassingAnswer> =>
      path === '/execute' && status === 200 ? { status: 202 } : {};
    const url = await startChangingServer(await served(), change);
    const { exitCode, stdout } = await verify(url, '--execute', 'dns@dev', '--parameters', '{"record":"www"}');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /BROKEN {4}a request that was made before\n +the answer: status: expected 200 but was 202\n/,
    );
  });
});

describe('sluice contract verify can not look at', () => {
  it.each<[string, readonly string[], RegExp]>([
    [
      'a server that is not there',
      ['--url', 'http://127.0.0.1:9'],
      /^No server answers at http:\/\/127\.0\.0\.1:9: \w+\.\n$/,
    ],
    ['a server without its address', [], /required option '--url <url>' not specified/],
    [
      'a pact that is none',
      ['--url', 'http://127.0.0.1:9', '--pact', import.meta.filename],
      /contract-verify\.test\.ts is no pact of version 4\.\n$/,
    ],
    [
      'a pact that is not there',
      ['--url', 'http://127.0.0.1:9', '--pact', '/no/pact.json'],
      /^The pact \/no\/pact\.json can't be read\.\n$/,
    ],
    [
      'a pipeline without an environment',
      ['--url', 'http://127.0.0.1:9', '--execute', 'dns'],
      /Write the pipeline and its environment as bootstrap@dev/,
    ],
    [
      'parameters that are no JSON',
      ['--url', 'http://127.0.0.1:9', '--execute', 'dns@dev', '--parameters', '[]'],
      /Write the parameters as JSON/,
    ],
    [
      'parameters of no pipeline',
      ['--url', 'http://127.0.0.1:9', '--parameters', '{}'],
      /--parameters are those of the pipeline that --execute names/,
    ],
    [
      'what is published without a version',
      ['--url', 'http://127.0.0.1:9', '--from-broker', '--publish'],
      /which --provider-version was verified/,
    ],
    [
      'two sources',
      ['--url', 'http://127.0.0.1:9', '--from-broker', '--pact', 'x'],
      /Choose one of --pact and --from-broker/,
    ],
  ])('%s', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await runInProcess(['contract', 'verify', ...args]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  it('a server that does not know the key', async () => {
    const { exitCode, stderr } = await runInProcess(['contract', 'verify', '--url', shared.url], {
      SLUICE_API_KEY: 'another',
    });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /does not let the key read \(401\)\. Name a variable with one that may, with --api-key-env\.\n$/,
    );
    expect(stderr).not.toContain('another');
  });

  it('a pipeline that the server does not have', async () => {
    const { exitCode, stderr } = await runInProcess(
      ['contract', 'verify', '--url', shared.url, '--execute', 'dns@moon'],
      { SLUICE_API_KEY: KEY },
    );
    expect([exitCode, stderr]).toEqual([2, 'The server has no pipeline "dns" in "moon" that the key may see.\n']);
  });

  it('anything without Pact, and says how to get it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'package.json'), '{}');
    expect(() => findPactLibrary([folder])).toThrow('npm install --save-dev @pact-foundation/pact');
    expect(findPactLibrary([folder, import.meta.dirname])).toContain('@pact-foundation/pact');
  });
});
