import { once } from 'node:events';
import { join } from 'node:path';
import { loadConfig } from '@sluice/config';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type LocalRuntime, type LocalRuntimeOptions, startLocalRuntime } from '../src/index.ts';

const QUICKSTART = join(import.meta.dirname, '../../../examples/quickstart/sluice.config.ts');
const DEPLOY = 'Deploy bootstrap infrastructure for dev environment';

let runtime: LocalRuntime | undefined;
afterEach(() => runtime?.close());

async function start(options: Partial<LocalRuntimeOptions> = {}): Promise<LocalRuntime> {
  runtime = await startLocalRuntime({
    config: await loadConfig(QUICKSTART),
    pipelineSpeed: 20,
    pollIntervalMs: 20,
    ...options,
  });
  return runtime;
}

function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

interface ChatEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

function eventsIn(text: string): readonly ChatEvent[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('event: '))
    .map((block) => {
      const [first = '', second = ''] = block.split('\n');
      return { type: first.slice('event: '.length), data: JSON.parse(second.slice('data: '.length)) };
    });
}

it.each(['1.0', '2.0'] as const)(
  'the chat streams, behind payload format %s, where the client accepts server-sent events',
  async (payloadFormat) => {
    const { parts, simulators } = await start({ payloadFormat });
    const response = await post(`${parts.gateway.url}/chat`, { message: DEPLOY }, { accept: 'text/event-stream' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);

    const events = eventsIn(await response.text());
    const types = events.map(({ type }) => type);
    expect([types[0], types.at(-1)]).toEqual(['session', 'done']);
    expect(types).toContain('progress');
    const pieces = events.filter(({ type }) => type === 'answer').map(({ data }) => data['text']);
    expect(pieces.join('')).toBe(events.at(-1)?.data['answer']);
    expect(pieces.join('')).toMatch(/bootstrap in dev succeeded/);
    expect(simulators.gitlab.pipelines('platform/bootstrap')).toHaveLength(1);
  },
);

it('a WebSocket gets what happens as it does, and goes on with its conversation', async () => {
  const { parts } = await start();
  const socket = new WebSocket(`${parts.gateway.url.replace('http', 'ws')}/chat`);
  const received: ChatEvent[] = [];
  const ended = (): Promise<ChatEvent> =>
    new Promise((resolve) => {
      socket.on('message', (data) => {
        const { type, ...rest } = JSON.parse(String(data));
        received.push({ type, data: rest });
        if (type === 'done' || type === 'error') resolve({ type, data: rest });
      });
    });
  await once(socket, 'open');
  const first = ended();
  socket.send(JSON.stringify({ message: DEPLOY }));
  expect(JSON.stringify(await first)).toMatch(/bootstrap in dev succeeded/);
  expect(received[0]?.type).toBe('session');
  socket.removeAllListeners('message');
  const second = ended();
  socket.send(JSON.stringify({ message: 'Is it done?' }));
  expect(JSON.stringify(await second)).toMatch(/succeeded/);
  socket.close();
  await once(socket, 'close');
});

it('a WebSocket at another path is refused', async () => {
  const { parts } = await start();
  const socket = new WebSocket(`${parts.gateway.url.replace('http', 'ws')}/other`);
  const [error] = await once(socket, 'error');
  expect(String(error)).toContain('404');
});

it('an answer that takes too long is fetched later, by the id that the client was given', async () => {
  const { parts, simulators } = await start({ answerWithinMs: 3000, pipelineSpeed: 3 });
  const response = await post(`${parts.gateway.url}/chat`, { message: DEPLOY });
  const pending = (await response.json()) as Record<string, string>;
  expect([response.status, pending['status']]).toEqual([202, 'working']);

  const url = `${parts.gateway.url}${pending['status_url']}`;
  let answer = await fetch(url);
  while (answer.status === 202) answer = await fetch(url);
  expect([answer.status, await answer.json()]).toEqual([
    200,
    expect.objectContaining({ answer: expect.stringMatching(/bootstrap in dev succeeded/) }),
  ]);
  expect(simulators.gitlab.pipelines('platform/bootstrap')).toHaveLength(1);
});
