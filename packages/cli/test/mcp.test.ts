import { describe, expect, it } from 'vitest';
import { accessFile } from './support/access-file.ts';
import { startGitLab } from './support/gitlab.ts';
import { execute, serve, storeFile } from './support/served.ts';
import { CONFIG, runSluice, type Sluice, startSluice } from './support/sluice.ts';

const VERSION = '2026-07-28';
const LAPTOP = { id: 'laptop', key: 'the-key-of-the-laptop', scopes: ['read', 'execute'] };

interface McpResult {
  readonly isError?: boolean;
  readonly tools?: readonly { readonly name: string }[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
}

function messageOf(id: number, method: string, params: Record<string, unknown>): string {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': VERSION,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return `${JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta } })}\n`;
}

/** Asks a `sluice mcp`, as a host does. */
async function ask(
  sluice: Sluice,
  id: number,
  method: string,
  params: Record<string, unknown> = {},
): Promise<McpResult> {
  sluice.write(messageOf(id, method, params));
  const [line] = await sluice.untilPrinted(new RegExp(`^.*"id":${id}[,}].*$`, 'm'));
  return JSON.parse(line).result;
}

describe('sluice mcp', () => {
  it('starts a pipeline for its host and tells how it ended', async () => {
    const { simulator, variables } = await startGitLab();
    const sluice = startSluice(['mcp', '--config', CONFIG, '--store', await storeFile()], variables);
    const { tools = [] } = await ask(sluice, 1, 'tools/list');
    const name = tools.find((tool) => tool.name.includes('dns'))?.name;
    const { structuredContent } = await ask(sluice, 2, 'tools/call', {
      name,
      arguments: { environment: 'dev', record: 'www' },
    });
    expect(structuredContent).toMatchObject({ status: 'succeeded', requested_by: 'local' });
    expect(simulator.pipelines('platform/dns')).toHaveLength(1);
    sluice.write(undefined);
    const { exitCode, stdout, stderr } = await sluice.finished;
    expect(exitCode).toBe(0);
    for (const line of stdout.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    for (const line of stderr.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
  });

  it('shares its store with a server that runs', async () => {
    const { variables } = await startGitLab();
    const store = await storeFile();
    const { url } = await serve(['--store', store], variables);
    const { execution_id } = await execute(url);
    const sluice = startSluice(['mcp', '--config', CONFIG, '--store', store], variables);
    const { structuredContent } = await ask(sluice, 1, 'tools/call', {
      name: 'get_execution',
      arguments: { execution_id },
    });
    expect(structuredContent).toMatchObject({ execution_id });
  });

  it('acts as the principal of its key', async () => {
    const { variables } = await startGitLab();
    const args = ['mcp', '--config', CONFIG, '--store', await storeFile(), '--access', await accessFile(LAPTOP)];
    const sluice = startSluice(args, { ...variables, SLUICE_API_KEY: LAPTOP.key });
    await ask(sluice, 1, 'tools/list');
    sluice.write(undefined);
    const { exitCode, stderr } = await sluice.finished;
    expect(exitCode).toBe(0);
    expect(stderr).toContain('"principal":"laptop"');
    expect(stderr).not.toContain(LAPTOP.key);
  });

  it.each([
    ['no key', {}, {}, 'SLUICE_API_KEY'],
    ['a wrong key', {}, { SLUICE_API_KEY: 'not-one-of-the-keys-0' }, 'not one of'],
    ['a key that has expired', { expiresAt: '2020-01-01T00:00:00Z' }, { SLUICE_API_KEY: LAPTOP.key }, 'expired'],
  ])('says that it has %s, and ends', async (_, change, variables, reason) => {
    const gitLab = await startGitLab();
    const access = await accessFile({ ...LAPTOP, ...change });
    const args = ['mcp', '--config', CONFIG, '--store', await storeFile(), '--access', access];
    const { exitCode, stdout, stderr } = await runSluice(args, { ...gitLab.variables, ...variables });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.trim().split('\n').at(-1)).toContain(reason);
    expect(stderr).not.toContain('    at ');
  });

  it('ends on SIGTERM', async () => {
    const { variables } = await startGitLab();
    const sluice = startSluice(['mcp', '--config', CONFIG, '--store', await storeFile()], variables);
    await ask(sluice, 1, 'tools/list');
    sluice.kill('SIGTERM');
    expect((await sluice.finished).exitCode).toBe(0);
  });
});
