import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redactSecrets } from '@sluice/core';
import { hashApiKey } from '@sluice/mcp-server';
import { startGitLabSimulator } from '@sluice/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { newKey } from '../src/access/new-key.ts';
import { parseExpiry } from '../src/access/parse-expiry.ts';
import { serve, storeFile } from './support/served.ts';
import { CONFIG, runSluice } from './support/sluice.ts';

async function fileOf(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-keys-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'access.yaml');
  await writeFile(path, text);
  return path;
}

/** Splits what `keys create` prints into the key and the document. */
function readCreated(stdout: string): { readonly key: string; readonly document: string } {
  const key = /^sluice_\w+$/m.exec(stdout)?.[0] ?? '';
  return { key, document: stdout.slice(stdout.indexOf('api_keys:')) };
}

describe('sluice keys create', () => {
  it('prints a key, and lines for the access document that have its hash only', async () => {
    const { exitCode, stdout, stderr } = await runSluice([
      ...['keys', 'create', '--id', 'ci', '--scopes', 'read,execute'],
      ...['--environments', 'dev, staging', '--pipelines', 'dns', '--expires', '2999-12-31'],
    ]);
    expect([exitCode, stderr]).toEqual([0, '']);
    const { key, document } = readCreated(stdout);
    expect(stdout.split(key)).toHaveLength(2);
    expect(parse(document)).toEqual({
      api_keys: [
        {
          id: 'ci',
          sha256: hashApiKey(key),
          scopes: ['read', 'execute'],
          environments: ['dev', 'staging'],
          pipelines: ['dns'],
          expires_at: '2999-12-31T00:00:00Z',
        },
      ],
    });
  });

  it.each([
    [[], "required option '--id <id>' not specified"],
    [['--id', 'ci'], "required option '--scopes <scopes>' not specified"],
    [
      ['--id', 'ci', '--scopes', 'read,run'],
      '--scopes: "run" is not a scope; there are: read, execute, approve, admin',
    ],
    [['--id', 'c/i', '--scopes', 'read'], '--id: must be letters, digits'],
    [['--id', 'local', '--scopes', 'read'], '--id: "local" is who is on this machine'],
    [['--id', 'ci', '--scopes', 'read', '--expires', 'soon'], 'Write days or a date: 90d'],
    [['--id', 'ci', '--scopes', 'read', '--expires', '2020-01-01'], 'That is over already.'],
    [['--id', 'ci', '--scopes', 'read,'], 'Separate names by commas'],
  ])('%j is refused without a key', async (args, message) => {
    const { exitCode, stdout, stderr } = await runSluice(['keys', 'create', ...args]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('sluice keys check', () => {
  const DOCUMENT = `
api_keys:
  - { id: ci, sha256: ${'a'.repeat(64)}, scopes: [read, execute], environments: [dev], expires_at: 2999-12-31 }
  - { id: gone, sha256: ${'b'.repeat(64)}, scopes: [read], expires_at: 2020-01-01 }
issuers:
  - { issuer: https://login.example.com, audience: https://pipelines.example.com }
gateway:
  iam: { allow: [{ arn: 'arn:aws:iam::123456789012:role/SluiceProxy', scopes: [execute], pipelines: [dns] }] }
`;

  it('says who may do what, until when, and no hash', async () => {
    const path = await fileOf(DOCUMENT);
    const { exitCode, stdout, stderr } = await runSluice(['keys', 'check', '--access', path, '--config', CONFIG]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`${path} is right.`);
    expect(stdout).toMatch(/ci +read, execute +environments: dev +pipelines: all +expires 2999-12-31, in \d+ days/);
    expect(stdout).toMatch(/gone +read +environments: all +pipelines: all +EXPIRED 2020-01-01/);
    expect(stdout).toContain('https://login.example.com  for https://pipelines.example.com  scopes from scope or scp');
    expect(stdout).toMatch(
      /iam arn:aws:iam::123456789012:role\/SluiceProxy +execute +environments: all +pipelines: dns/,
    );
    expect(stdout).not.toContain('aaaa');
  });

  it('names file, line and what is accepted', async () => {
    const path = await fileOf(DOCUMENT.replace('[dev]', '[dve]'));
    const { exitCode, stdout, stderr } = await runSluice(['keys', 'check', '--access', path, '--config', CONFIG]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`${path}:3:129: api_keys.0.environments.0: "dve" is not in the catalog; there are: dev\n`);
  });

  it('names a file that is not there', async () => {
    const { exitCode, stderr } = await runSluice(['keys', 'check', '--access', '/nowhere/access.yaml']);
    expect([exitCode, stderr]).toEqual([
      2,
      "The access document /nowhere/access.yaml can't be read (ENOENT). Name a file that this user may read.\n",
    ]);
  });
});

describe('sluice serve --access', () => {
  it('ends when the store can not be opened, and does not watch the document for ever', async () => {
    const path = await fileOf(`api_keys:\n  - { id: ci, sha256: ${'a'.repeat(64)}, scopes: [read] }\n`);

    const args = ['serve', '--config', CONFIG, '--access', path, '--store', '/dev/null/executions.db'];
    const variables = { GITLAB_URL: 'http://127.0.0.1:9', GITLAB_TOKEN: 'simulator-token' };

    const { exitCode, stderr } = await runSluice(args, variables);

    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("can't be opened") });
  });

  it('lets in the keys of the document, and after SIGHUP those that it has then', async () => {
    const { url: gitLabUrl, close } = await startGitLabSimulator({ projects: [{ path: 'platform/dns' }] });
    onTestFinished(close);
    const [first, second] = await Promise.all(
      ['first', 'second'].map(async (id) =>
        readCreated((await runSluice(['keys', 'create', '--id', id, '--scopes', 'read'])).stdout),
      ),
    );
    const path = await fileOf(first?.document ?? '');
    const { sluice, url } = await serve(['--store', await storeFile(), '--access', path], {
      GITLAB_URL: gitLabUrl,
      GITLAB_TOKEN: 'simulator-token',
    });
    const statusOf = async (key = ''): Promise<number> =>
      (await fetch(`${url}/pipelines`, { headers: { 'x-api-key': key } })).status;
    expect([await statusOf(first?.key), await statusOf(second?.key)]).toEqual([200, 401]);
    await writeFile(path, second?.document ?? '');
    const read = sluice.untilLogged(/The access document was read again/);
    sluice.kill('SIGHUP');
    await read;
    expect([await statusOf(first?.key), await statusOf(second?.key)]).toEqual([401, 200]);
  });
});

describe('a new key', () => {
  it('is 43 letters and digits after a prefix by which logs are cleaned', () => {
    const keys = Array.from({ length: 200 }, newKey);
    expect(new Set(keys).size).toBe(200);
    for (const key of keys) {
      expect(key).toMatch(/^sluice_[0-9A-Za-z]{43}$/);
      expect(redactSecrets(`it said ${key}.`)).toBe('it said [redacted].');
    }
  });
});

describe('until when a key is valid', () => {
  const NOW = Date.UTC(2026, 0, 1);

  it.each([
    ['1d', Date.UTC(2026, 0, 2)],
    ['90d', Date.UTC(2026, 3, 1)],
    ['2026-02-03', Date.UTC(2026, 1, 3)],
    ['2026-02-03T04:05Z', Date.UTC(2026, 1, 3, 4, 5)],
    ['2026-02-03T04:05:06+02:00', Date.UTC(2026, 1, 3, 2, 5, 6)],
  ])('%s', (text, time) => {
    expect(parseExpiry(text, NOW)).toBe(time);
  });

  it.each(['', '90', '1h', '-1d', '0d', '2026-13-01', '2026-01-01', '01.02.2027', '2026-02-03T04:05'])(
    'is not "%s"',
    (text) => {
      expect(() => parseExpiry(text, NOW)).toThrow(/^(?:Write days or a date|That is over already)/);
    },
  );
});
