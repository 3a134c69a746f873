import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startEngineServer } from '../../support/engine-server.ts';
import {
  type CommandTarget,
  connectClient,
  connectClientV1,
  inspect,
  type McpTarget,
  openTaskSession,
} from '../../support/mcp-clients.ts';

const SLOW = 60_000;

const STDIO: CommandTarget = {
  command: process.execPath,
  args: [fileURLToPath(new URL('../../support/engine-stdio.ts', import.meta.url))],
};

async function targetOver(transport: 'http' | 'stdio'): Promise<McpTarget> {
  return transport === 'stdio' ? STDIO : (await startEngineServer()).target;
}

/** What the clients of both versions of the SDK have in common. */
interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<unknown>;
  readResource(resource: { uri: string }): Promise<unknown>;
  getPrompt(prompt: { name: string; arguments: Record<string, string> }): Promise<{ messages: unknown[] }>;
  complete(request: {
    ref: { type: 'ref/resource'; uri: string };
    argument: { name: string; value: string };
  }): Promise<{ completion: { values: string[] } }>;
}

async function useEverything(client: AnyClient): Promise<void> {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain('echo');
  const echoed = await client.callTool({ name: 'echo', arguments: { environment: 'dev' } });
  expect(echoed).toMatchObject({ structuredContent: { environment: 'dev' } });
  expect(await client.callTool({ name: 'fail', arguments: {} })).toMatchObject({ isError: true });
  await expect(client.callTool({ name: 'nothing', arguments: {} })).rejects.toMatchObject({ code: -32_602 });
  expect(await client.readResource({ uri: 'test://things/7' })).toMatchObject({ contents: [{ text: 'Thing 7' }] });
  const prompt = await client.getPrompt({ name: 'describe', arguments: { thing: 'a gate' } });
  expect(prompt.messages).toHaveLength(1);
  const ref = { type: 'ref/resource' as const, uri: 'test://things/{id}' };
  const { completion } = await client.complete({ ref, argument: { name: 'id', value: '4' } });
  expect(completion.values[0]).toBe('40');
}

describe.each(['http', 'stdio'] as const)('over %s', (transport) => {
  it.each(['legacy', 'auto', 'modern'] as const)(
    "the SDK's client uses everything: %s",
    async (era) => {
      const client = await connectClient(await targetOver(transport), era);
      expect(client.getProtocolEra()).toBe(era === 'legacy' ? 'legacy' : 'modern');
      await useEverything(client);
    },
    SLOW,
  );

  it(
    "version 1 of the SDK's client uses everything",
    async () => {
      const client = await connectClientV1(await targetOver(transport));
      await client.ping();
      await useEverything(client);
    },
    SLOW,
  );

  it.each(['legacy', 'modern'] as const)(
    "the inspector's command line lists and calls the tools: %s",
    async (era) => {
      const target = await targetOver(transport);
      const listed = await inspect(target, era, 'tools/list');
      expect(listed, listed.stderr).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(listed.stdout)).toMatchObject({
        tools: expect.arrayContaining([expect.objectContaining({ name: 'echo' })]),
      });
      const called = await inspect(target, era, 'tools/call', ['--tool-name', 'echo', '--tool-arg', 'environment=dev']);
      expect(called, called.stderr).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('"environment": "dev"'),
      });
    },
    SLOW,
  );
});

it.each(['legacy', 'modern'] as const)('a client hears of progress before the answer: %s', async (era) => {
  const { target, release } = await startEngineServer();
  const client = await connectClient(target, era);
  const told: unknown[] = [];
  const onprogress = (progress: unknown): void => {
    told.push(progress);
    release();
  };
  await client.callTool({ name: 'step', arguments: {} }, { onprogress });
  expect(told).toEqual([{ progress: 1, total: 2, message: 'Step 1' }]);
});

describe('a user who is asked', () => {
  it('over HTTP answers a client of 2026-07-28', async () => {
    const { target } = await startEngineServer();
    const client = await connectClient(target, 'modern', {
      answerForm: () => ({ action: 'accept', content: { yes: true } }),
    });
    const { content } = await client.callTool({ name: 'ask', arguments: {} });
    expect(content).toMatchObject([{ text: '{"action":"accept","content":{"yes":true}} with the-state' }]);
  });

  it(
    'over stdio answers a client with a handshake too: the connection is the session',
    async () => {
      const client = await connectClient(STDIO, 'legacy', { answerForm: () => ({ action: 'decline' }) });
      const { content } = await client.callTool({ name: 'ask', arguments: {} });
      expect(content).toMatchObject([{ text: expect.stringContaining('"action":"decline"') }]);
    },
    SLOW,
  );

  it('over HTTP is not asked by a client with a handshake', async () => {
    const { target } = await startEngineServer();
    const client = await connectClient(target, 'legacy', { answerForm: () => ({ action: 'accept', content: {} }) });
    const { content } = await client.callTool({ name: 'ask', arguments: {} });
    expect(content).toMatchObject([{ text: 'Nobody can be asked.' }]);
  });
});

it('the official requester of tasks follows one to its end', async () => {
  const { target } = await startEngineServer();
  const session = await openTaskSession(target);
  const execution = await session.callTool('job', {});
  const { outcome } = await execution.settle();
  expect(JSON.stringify(outcome)).toContain('The job is done');
});
