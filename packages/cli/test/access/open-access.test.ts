import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@sluice/config';
import { type Access, hashApiKey } from '@sluice/mcp-server';
import { createVirtualClock } from '@sluice/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type OpenAccessOptions, type OpenedAccess, openAccess } from '../../src/access/open-access.ts';
import { CONFIG } from '../support/sluice.ts';

type Line = Record<string, unknown> & { readonly level: string; readonly message: string };

interface World {
  readonly path: string;
  readonly lines: readonly Line[];
  write(text: string): Promise<void>;
  open(options?: Partial<OpenAccessOptions>): Promise<OpenedAccess>;
  /** Lets five seconds go by, until the file has been looked at. */
  look(): Promise<void>;
  stop(): void;
}

/** A folder for the document, and a clock that tells when the watch sleeps. */
async function startWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-access-'));
  const path = join(folder, 'access.yaml');
  const stop = new AbortController();
  onTestFinished(async () => {
    stop.abort();
    await rm(folder, { recursive: true });
  });
  const variables = { GITLAB_URL: 'http://127.0.0.1:1', GITLAB_TOKEN: 'simulator-token' };
  const catalog = await (await loadConfig(CONFIG)).createCatalog(variables);
  const virtual = createVirtualClock();
  let asleep = Promise.withResolvers<void>();
  const clock: OpenAccessOptions['clock'] = {
    now: virtual.now,
    sleep(milliseconds, signal) {
      asleep.resolve();
      return virtual.sleep(milliseconds, signal);
    },
  };
  const lines: Line[] = [];
  const write = (level: string) => (fields: Record<string, unknown>, message: string) =>
    void lines.push({ ...fields, level, message });
  const logger = { info: write('info'), warn: write('warn'), error: write('error') };
  return {
    path,
    lines,
    write: async (text) => {
      // As an editor or Kubernetes would: all at once.
      await writeFile(`${path}.new`, text);
      await rename(`${path}.new`, path);
    },
    open: (options = {}) => openAccess({ path, catalog, clock, logger, signal: stop.signal, ...options }),
    async look() {
      asleep = Promise.withResolvers();
      await virtual.advance(5000);
      await asleep.promise;
    },
    stop: () => stop.abort(),
  };
}

function documentOf(...ids: readonly string[]): string {
  return JSON.stringify({
    api_keys: ids.map((id) => ({
      id,
      sha256: hashApiKey(`the-secret-of-${id}`),
      scopes: ['read'],
      environments: ['dev'],
    })),
  });
}

function idsOf({ apiKeys }: Access): readonly string[] {
  return apiKeys.map(({ id }) => id);
}

describe('who may ask', () => {
  it('is nobody without a document or a variable', async () => {
    const { open } = await startWorld();
    expect((await open({ path: undefined })).current()).toEqual({ apiKeys: [], issuers: [], gateway: {} });
  });

  it('comes from a file, a text and a variable', async () => {
    const { open, write } = await startWorld();
    await write(documentOf('ci'));
    expect(idsOf((await open()).current())).toEqual(['ci']);
    expect(idsOf((await open({ path: undefined, text: documentOf('cd') })).current())).toEqual(['cd']);
    expect(idsOf((await open({ apiKeyVariable: 'a-key-of-the-variable' })).current())).toEqual(['ci', 'key-1']);
  });

  it.each<[string, Partial<OpenAccessOptions>, string]>([
    ['a file that is not there', {}, "can't be read (ENOENT)"],
    ['a file and a text', { text: documentOf('ci') }, 'Give --access or SLUICE_ACCESS, not both.'],
    [
      'an environment that is not there',
      { path: undefined, text: documentOf('ci').replace('dev', 'prod') },
      'SLUICE_ACCESS:1:',
    ],
    [
      'a key of the variable that is too short',
      { path: undefined, apiKeyVariable: 'short' },
      'MCP_SERVER_API_KEY, key-1',
    ],
    [
      'a key of the variable that is in the document too',
      { path: undefined, text: documentOf('ci'), apiKeyVariable: 'the-secret-of-ci' },
      'key-1 of MCP_SERVER_API_KEY has the id or the hash of a key in the access document',
    ],
  ])('can not be told from %s', async (_, options, text) => {
    const { open } = await startWorld();
    await expect(open(options)).rejects.toThrow(text);
  });

  it('is warned of keys that have expired already', async () => {
    const { open, lines } = await startWorld();
    const text = documentOf('old').replace('"scopes"', '"expires_at":"2025-12-31","scopes"');
    await open({ path: undefined, text });
    expect(lines).toEqual([
      { level: 'warn', api_key: 'old', expired_at: '2025-12-31T00:00:00.000Z', message: 'An API key has expired' },
    ]);
  });
});

describe('a document that changes while the server runs', () => {
  it('is read again, and the log says who came and who went', async () => {
    const { open, write, look, lines, path } = await startWorld();
    await write(documentOf('ci', 'cd'));
    const access = await open();
    await write(documentOf('cd', 'new'));
    expect(idsOf(access.current())).toEqual(['ci', 'cd']);
    await look();
    expect(idsOf(access.current())).toEqual(['cd', 'new']);
    expect(lines).toEqual([
      {
        level: 'info',
        message: 'The access document was read again',
        path,
        api_keys: { added: ['new'], removed: ['ci'] },
        issuers: undefined,
        gateways: undefined,
      },
    ]);
  });

  it('is not read again while it stays as it is', async () => {
    const { open, write, look, lines } = await startWorld();
    await write(documentOf('ci'));
    const access = await open();
    const before = access.current();
    await look();
    await look();
    expect(access.current()).toBe(before);
    expect(lines).toEqual([]);
  });

  it('says which of those that stay have changed', async () => {
    const { open, write, look, lines } = await startWorld();
    await write(documentOf('ci'));
    await open();
    await write(documentOf('ci').replace('"read"', '"read","execute"'));
    await look();
    expect(lines.at(-1)).toMatchObject({ api_keys: { changed: ['ci'] } });
  });

  it.each([
    ['is wrong', 'api_keys: [{ id: ci }]', 'api_keys.0.sha256: is missing'],
    ['names nobody any more', '{}', 'names nobody'],
    ['is cut off', '{ "api_keys": [', 'is no YAML'],
  ])('stays in force as it was when it %s, until it is right again', async (_, text, reason) => {
    const { open, write, look, lines } = await startWorld();
    await write(documentOf('ci'));
    const access = await open();
    await write(text);
    await look();
    expect(idsOf(access.current())).toEqual(['ci']);
    expect(lines.at(-1)).toMatchObject({ level: 'error', reason: expect.stringContaining(reason) });
    await write(documentOf('cd'));
    await look();
    expect(idsOf(access.current())).toEqual(['cd']);
  });

  it('stays in force when it is gone, and is read when it is there again', async () => {
    const { open, write, look, lines, path } = await startWorld();
    await write(documentOf('ci'));
    const access = await open();
    await rm(path);
    await look();
    expect(idsOf(access.current())).toEqual(['ci']);
    expect(lines).toHaveLength(1);
    await look();
    expect(lines).toHaveLength(1);
    await write(documentOf('cd'));
    await look();
    expect(idsOf(access.current())).toEqual(['cd']);
  });

  it('keeps the keys of the variable', async () => {
    const { open, write, look } = await startWorld();
    await write(documentOf('ci'));
    const access = await open({ apiKeyVariable: 'a-key-of-the-variable' });
    await write(documentOf('cd'));
    await look();
    expect(idsOf(access.current())).toEqual(['cd', 'key-1']);
  });

  it('is read again at once when it is asked for, the latest content last', async () => {
    const { open, write } = await startWorld();
    await write(documentOf('ci'));
    const access = await open();
    await write(documentOf('cd'));
    const first = access.reload();
    await write(documentOf('ce'));
    await Promise.all([first, access.reload()]);
    expect(idsOf(access.current())).toEqual(['ce']);
  });

  it('is let go of when the server stops', async () => {
    const { open, write, stop } = await startWorld();
    const before = process.listenerCount('SIGHUP');
    await write(documentOf('ci'));
    await open();
    expect(process.listenerCount('SIGHUP')).toBe(before + 1);
    stop();
    expect(process.listenerCount('SIGHUP')).toBe(before);
  });
});
