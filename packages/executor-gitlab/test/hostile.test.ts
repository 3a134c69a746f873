import { expect, it } from 'vitest';
import { traceText } from '../src/gitlab/trace.ts';
import { createGitLabExecutor } from '../src/index.ts';
import { failure, setUp, TARGET, TOKEN } from './gitlab.ts';

const MEGABYTE = 1024 * 1024;

it('a log that is full of half section markers takes no longer than its length', () => {
  const trace = new TextEncoder().encode('section_start:1:'.repeat(MEGABYTE / 16));
  const before = performance.now();

  expect(traceText(trace)).toHaveLength(MEGABYTE);
  expect(performance.now() - before).toBeLessThan(2000);
});

it('of a log that is large only the end is looked at for a failure', async () => {
  const { clock, gitlab, executor, start } = await setUp();
  gitlab.simulator.failNext({ project: 1, job: 'deploy', logLines: ['€'.repeat(MEGABYTE), 'Error: no quota'] });
  const { runId } = await start();
  await clock.advance(10_000);

  const run = await executor.get({ runId, target: TARGET });

  expect(run.failure?.logTail).toContain('Error: no quota\n');
  expect(run.failure?.logTail?.length).toBeLessThan(4100);
});

it.each(['ci.internal:8443', 'ci.internal'])(
  'an error does not name the host, as which it was told of: %s',
  async (name) => {
    const fetch = async () => new Response(`no route to ${name} today`, { status: 403 });
    const executor = createGitLabExecutor({ baseUrl: 'https://ci.internal:8443/api/v4', token: TOKEN, fetch });

    const error = await failure(executor.list({ target: TARGET, since: 0 }));

    expect(error).toMatchObject({ message: expect.stringContaining('no route to [redacted] today') });
  },
);

it('of a log that is huge no more is read than is shown', async () => {
  const chunk = new TextEncoder().encode(`${'x'.repeat(999)}\n`);
  let traces = 0;
  let sent = 0;
  const trace = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += chunk.length;
        controller.enqueue(chunk);
        if (sent >= 100 * MEGABYTE) controller.close();
      },
    });
  const { executor, start } = await setUp(
    {},
    {
      fetch: async (input, init) => {
        const answer = await globalThis.fetch(input, init);
        if (!String(input instanceof Request ? input.url : input).includes('/jobs')) return answer;
        if (!String(input instanceof Request ? input.url : input).endsWith('/trace')) {
          return Response.json([{ id: 5001, name: 'deploy', stage: 'deploy', status: 'running' }]);
        }
        traces += 1;
        return new Response(trace());
      },
    },
  );
  const { runId } = await start();

  const first = await executor.readLog({ runId, target: TARGET });
  const second = await executor.readLog({ runId, target: TARGET, cursor: first.cursor });

  expect([first.content.length, second.content.length].every((length) => length > 60_000)).toBe(true);
  expect(traces).toBe(2);
  expect(sent).toBeLessThan(300_000);
});

it('a token that does not come is given up, and nothing is sent', async () => {
  const { gitlab, executor } = await setUp({}, { token: () => new Promise<string>(() => {}), requestTimeoutMs: 50 });

  const error = await failure(executor.start({ executionId: 'e', target: TARGET, variables: {} }));

  expect(error).toMatchObject({ name: 'ExecutorError', outcome: 'not_started', retryable: true });
  expect(gitlab.simulator.requests()).toHaveLength(0);
});
