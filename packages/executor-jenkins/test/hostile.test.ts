import { expect, it } from 'vitest';
import { createJenkinsExecutor } from '../src/index.ts';
import { failure, scripted, setUp, stage, TARGET, TOKEN } from './jenkins.ts';

const MEGABYTE = 1024 * 1024;

it.each(['ci.internal:8443', 'ci.internal'])(
  'an error does not name the host, as which it was told of: %s',
  async (name) => {
    const fetch = async () => new Response(`no route to ${name} today`, { status: 403 });
    const executor = createJenkinsExecutor({
      baseUrl: 'https://ci.internal:8443/jenkins',
      user: 'sluice',
      token: TOKEN,
      fetch,
    });

    const error = await failure(executor.list({ target: TARGET, since: 0 }));

    expect(error).toMatchObject({ message: expect.stringContaining('no route to [redacted] today') });
  },
);

it('of a log that is huge no more is read than is shown', async () => {
  const chunk = new TextEncoder().encode(`${'x'.repeat(998)}\r\n`);
  let sent = 0;
  const log = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += chunk.length;
        controller.enqueue(chunk);
        if (sent >= 100 * MEGABYTE) controller.close();
      },
    });
  const { executor, startBuild } = await setUp(
    {},
    {
      fetch: async (input, init) => {
        const url = String(input instanceof Request ? input.url : input);
        if (!url.includes('/logText/')) return globalThis.fetch(input, init);
        return new Response(log(), { headers: { 'x-text-size': '99900000' } });
      },
    },
  );
  const { runId } = await startBuild();

  const first = await executor.readLog({ runId, target: TARGET });
  const second = await executor.readLog({ runId, target: TARGET, cursor: first.cursor });

  expect([first.content.length, second.content.length].every((length) => length > 60_000)).toBe(true);
  expect(sent).toBeLessThan(300_000);
});

it('what a stage says of its failure is one line without links or secrets, and no longer than fits a sentence', async () => {
  const message = `https://ci.internal/x: \u001b[31mpassword=hunter22\u001b[0m is\nno good. ${'x'.repeat(5000)}`;
  const { clock, executor, startBuild } = await setUp(scripted([stage('deploy', { outcome: 'failure' })]), {
    fetch: async (input, init) => {
      const answer = await globalThis.fetch(input, init);
      const url = String(input instanceof Request ? input.url : input);
      if (!url.endsWith('/wfapi/describe')) return answer;
      return Response.json({ status: 'FAILED', stages: [{ name: 'deploy', status: 'FAILED', error: { message } }] });
    },
  });
  const { runId } = await startBuild();
  await clock.advance(10_000);

  const { failure: failed } = await executor.get({ runId, target: TARGET });

  expect(failed?.message).toMatch(
    /^The build failed, in stage "deploy": \[link\] password=\[redacted\] is no good\. x+\.$/,
  );
  expect(failed?.message.length).toBeLessThan(500);
});
