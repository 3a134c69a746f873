import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { accessFile, accessText } from './support/access-file.ts';
import { startGitLab } from './support/gitlab.ts';
import { execute, post, serve, storeFile } from './support/served.ts';
import { CONFIG, runSluice } from './support/sluice.ts';

const CI = { id: 'ci', key: 'the-key-of-the-ci-system', scopes: ['read', 'execute'] };
const AUDITOR = { id: 'auditor', key: 'the-key-of-the-auditor', scopes: ['read'] };

function withKey(key: string): Record<string, string> {
  return { 'x-api-key': key };
}

describe('the access of sluice serve', () => {
  it('lets in whom a document names, with the scopes that it gives', async () => {
    const { variables } = await startGitLab();
    const args = ['--store', await storeFile(), '--access', await accessFile(CI, AUDITOR)];
    const { url, sluice } = await serve(args, variables);
    expect((await post(url)).status).toBe(401);
    expect((await post(url, withKey(AUDITOR.key))).status).toBe(403);
    expect((await execute(url, withKey(CI.key))).requested_by).toBe('ci');
    sluice.kill('SIGTERM');
    const { stdout, stderr } = await sluice.finished;
    expect(stdout).toContain('  access     API keys ci, auditor\n');
    for (const { key } of [CI, AUDITOR]) expect(stdout + stderr).not.toContain(key);
  });

  it('may come as a variable', async () => {
    const { variables } = await startGitLab();
    const { url } = await serve(['--store', await storeFile()], { ...variables, SLUICE_ACCESS: accessText(CI) });
    expect((await execute(url, withKey(CI.key))).requested_by).toBe('ci');
  });

  it('is read again on SIGHUP', async () => {
    const { variables } = await startGitLab();
    const access = await accessFile(CI);
    const { url, sluice } = await serve(['--store', await storeFile(), '--access', access], variables);
    expect((await post(url, withKey(AUDITOR.key))).status).toBe(401);
    await writeFile(access, accessText(AUDITOR));
    sluice.kill('SIGHUP');
    await expect
      .poll(() => fetch(`${url}/pipelines`, { headers: withKey(AUDITOR.key) }).then((a) => a.status))
      .toBe(200);
    expect((await fetch(`${url}/pipelines`, { headers: withKey(CI.key) })).status).toBe(401);
  });

  it.each([
    ['no JSON or YAML', '{', 'access.json'],
    ['an unknown field', '{"api_key":[]}', 'api_key'],
    ['nobody', '{}', 'names nobody'],
  ])('says what is wrong with a document that has %s', async (_, text, reason) => {
    const { variables } = await startGitLab();
    const access = await accessFile();
    await writeFile(access, text);
    const args = ['serve', '--config', CONFIG, '--store', await storeFile(), '--access', access];
    const { exitCode, stdout, stderr } = await runSluice(args, variables);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(reason);
    expect(stderr).not.toContain('    at ');
  });

  it('names a document that is not there', async () => {
    const { variables } = await startGitLab();
    const args = ['serve', '--config', CONFIG, '--store', await storeFile(), '--access', '/nowhere/access.yaml'];
    const { exitCode, stderr } = await runSluice(args, variables);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('/nowhere/access.yaml');
  });
});

describe('what sluice serve is told about its place', () => {
  it('limits how often a principal may ask', async () => {
    const { variables } = await startGitLab();
    const args = ['--store', await storeFile(), '--requests-per-minute', '2'];
    const { url } = await serve(args, variables);
    const statuses: number[] = [];
    for (let asked = 0; asked < 3; asked += 1) statuses.push((await fetch(`${url}/pipelines`)).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('lets web pages ask that are named', async () => {
    const { variables } = await startGitLab();
    const origin = 'https://console.example.com';
    const args = ['--store', await storeFile(), '--access', await accessFile(CI), '--allowed-origins', origin];
    const { url } = await serve(args, variables);
    const ask = (from: string): Promise<Response> =>
      fetch(`${url}/pipelines`, { headers: { ...withKey(CI.key), origin: from } });
    expect((await ask(origin)).status).toBe(200);
    expect((await ask('https://evil.example.com')).status).toBe(403);
  });

  it('tells clients where to get a token, under its public address', async () => {
    const { variables } = await startGitLab();
    const document = { issuers: [{ issuer: 'https://login.example.com', audience: 'sluice' }] };
    const args = ['--store', await storeFile(), '--public-url', 'https://pipelines.example.com/'];
    const { url } = await serve(args, { ...variables, SLUICE_ACCESS: JSON.stringify(document) });
    const response = await fetch(`${url}/.well-known/oauth-protected-resource`);
    expect(await response.json()).toMatchObject({
      resource: 'https://pipelines.example.com',
      authorization_servers: ['https://login.example.com'],
    });
    expect((await post(url)).headers.get('www-authenticate')).toContain('https://pipelines.example.com/.well-known/');
  });

  it('measures what it does', async () => {
    const { variables } = await startGitLab();
    const { url } = await serve(['--store', await storeFile()], variables);
    await execute(url);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^sluice_executions_total\{.*pipeline_type="dns".*\} 1$/m);
    expect(metrics).toMatch(/^sluice_executor_call_duration_seconds_count\{.*operation="start".*\} 1$/m);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
});

describe('stopping sluice serve', () => {
  it('takes requests for a while longer, and says that it is not ready', async () => {
    const { variables } = await startGitLab();
    const { url, sluice } = await serve(['--store', await storeFile(), '--drain', '1h'], variables);
    sluice.kill('SIGTERM');
    await expect.poll(() => fetch(`${url}/readyz`).then(({ status }) => status)).toBe(503);
    expect((await fetch(`${url}/pipelines`)).status).toBe(200);
    sluice.kill('SIGTERM');
    expect((await sluice.finished).exitCode).toBe(1);
  });

  it('waits for nothing the second time', async () => {
    const { simulator, variables } = await startGitLab();
    simulator.injectFault({ kind: 'commit-then-timeout', route: 'create-pipeline' });
    const { url, sluice } = await serve(['--store', await storeFile()], variables);
    const answer = post(url).catch(() => 'none');
    await expect.poll(() => simulator.pipelines('platform/dns').length).toBe(1);
    sluice.kill('SIGINT');
    await expect.poll(() => fetch(`${url}/healthz`).catch(() => 'refused')).toBe('refused');
    sluice.kill('SIGINT');
    expect((await sluice.finished).exitCode).toBe(1);
    expect(await answer).toBe('none');
  });
});
