import { randomBytes } from 'node:crypto';
import type { WebhookRequest, WebhookResult } from '@sluice/core';
import { attempt } from './attempts.ts';
import { BrokenPromise, check } from './broken-promise.ts';
import type { CaseBench, StartedRun } from './case-bench.ts';
import type { ExecutorCase, ExecutorCaseGroup } from './executor-case.ts';
import type { ExecutorScenarios, WebhookScenario } from './executor-scenarios.ts';
import type { WebhookDelivery } from './executor-world.ts';
import { untilOver } from './run-watching.ts';
import { checkOneRun } from './start-cases.ts';

const DAY_MS = 86_400_000;

/** Cases about webhooks. */
export const webhookCases: ExecutorCaseGroup = {
  name: 'webhooks',
  cases: [
    webhookCase('accepts what the CI system sends about a run, and tells whose run it is', async (bench) => {
      const started = await bench.start('sendsWebhooks');
      await checkSighted(bench, started);
      await untilOver(bench, started);
      await checkSighted(bench, started);
    }),
    webhookCase('accepts nothing that was sent with another secret', async (bench) => {
      const request = await deliveryOf(bench, await bench.start('sendsWebhooks'), { secret: 'wrong' });
      await checkStranger(bench, request, 'a webhook with another secret is unauthenticated');
    }),
    webhookCase('accepts nothing that proves nothing', async (bench) => {
      const { url, ...request } = await deliveryOf(bench, await bench.start('sendsWebhooks'));
      const bare = { ...request, url: url.replace(/\?.*/, ''), headers: new Headers() };
      await checkStranger(bench, bare, 'a webhook without its headers and its query is unauthenticated');
    }),
    webhookCase(
      'accepts nothing whose body is not the one that was signed',
      async (bench) => {
        const request = await deliveryOf(bench, await bench.start('sendsWebhooks'));
        const altered = Uint8Array.from([...request.body, 0x20]);
        await checkStranger(bench, { ...request, body: altered }, 'a webhook with a space more is unauthenticated');
      },
      ({ proof }) => (proof === 'secret' ? 'its webhooks are not signed' : undefined),
    ),
    webhookCase(
      'accepts nothing that was signed long ago, or will be',
      async (bench) => {
        const request = await deliveryOf(bench, await bench.start('sendsWebhooks'));
        for (const offsetMs of [DAY_MS, -DAY_MS]) {
          const receivedAt = request.receivedAt + offsetMs;
          await checkStranger(bench, { ...request, receivedAt }, 'a webhook of another day is unauthenticated');
        }
      },
      ({ proof }) => (proof === 'dated-signature' ? undefined : 'its webhooks are not dated'),
    ),
    webhookCase('knows a webhook again that is delivered again, and tells it from others', async (bench) => {
      const started = await bench.start('sendsWebhooks');
      const first = await receive(bench, await deliveryOf(bench, started));
      const again = await receive(
        { ...bench, executor: bench.another() },
        await deliveryOf(bench, started, { attempt: 2 }),
      );
      const other = await receive(bench, await deliveryOf(bench, await bench.start('sendsWebhooks')));
      const [id, sameId, otherId] = [first, again, other].map(deliveryIdOf);
      check(id === sameId, 'two deliveries of one webhook have one deliveryId', { first, again });
      check(id === undefined || id !== otherId, 'two webhooks have two deliveryIds', { first, other });
    }),
    webhookCase("makes nothing of a run that is nobody's execution", async (bench) => {
      const { target, variables } = bench.scenario('sendsWebhooks');
      const runId = await bench.world.startForeign({ target, variables: { ...variables } });
      const result = await receive(bench, await webhookOf(bench, { runId }));
      const isNothing =
        result.outcome === 'ignored' || (result.outcome === 'accepted' && result.sightings.length === 0);
      check(isNothing, 'a webhook about a run without an execution id sights nothing', result);
    }),
    webhookCase('calls malformed what the CI system would not send, and never rejects', async (bench) => {
      const started = await bench.start('sendsWebhooks');
      for (const [what, body] of strangeBodies()) {
        const genuine = await receiveSafely(bench, what, await deliveryOf(bench, started, { body }));
        const promised = `${what} from the right sender is malformed, or ignored where it is no webhook about runs`;
        check(['malformed', 'ignored'].includes(genuine.outcome), promised, genuine);
        const forged = await receiveSafely(bench, what, await deliveryOf(bench, started, { body, secret: 'wrong' }));
        check(forged.outcome === 'unauthenticated', `${what} from a stranger is unauthenticated`, forged);
      }
      const nonsense = await receive(bench, await deliveryOf(bench, started, { body: Buffer.from('{') }));
      check(nonsense.outcome === 'malformed', 'half an object from the right sender is malformed', nonsense);
    }),
    webhookCase('sends nothing to anybody', async (bench) => {
      const request = await deliveryOf(bench, await bench.start('sendsWebhooks'));
      await bench.proxy.quiet();
      const before = bench.proxy.requests().length;
      await receive(bench, request);
      await bench.proxy.quiet();
      const sent = bench.proxy.requests().slice(before);
      check(sent.length === 0, 'a webhook is read without asking the CI system', sent);
    }),
  ],
};

function webhookCase(
  name: string,
  run: ExecutorCase['run'],
  unfit: (scenario: WebhookScenario) => string | undefined = () => undefined,
): ExecutorCase {
  const leftOut = ({ sendsWebhooks }: ExecutorScenarios): string | undefined => sendsWebhooks && unfit(sendsWebhooks);
  return { name, capability: 'webhooks', needs: ['sendsWebhooks'], leftOut, run };
}

async function receive({ executor }: CaseBench, request: WebhookRequest): Promise<WebhookResult> {
  if (executor.receiveWebhook === undefined) throw new BrokenPromise('it has receiveWebhook', 'it has not');
  return executor.receiveWebhook(request);
}

async function receiveSafely(bench: CaseBench, what: string, request: WebhookRequest): Promise<WebhookResult> {
  const result = await attempt(receive(bench, request));
  check(result.outcome === 'resolved', `nothing that is sent makes receiveWebhook reject, not even ${what}`, result);
  return result.value;
}

async function webhookOf({ world }: CaseBench, delivery: WebhookDelivery): Promise<WebhookRequest> {
  if (world.webhook === undefined) throw new Error('The world has the scenario sendsWebhooks, and no webhook()');
  return world.webhook(delivery);
}

async function deliveryOf(
  bench: CaseBench,
  { executionId }: StartedRun,
  delivery: Omit<WebhookDelivery, 'runId'> = {},
): Promise<WebhookRequest> {
  const run = await checkOneRun(bench, executionId);
  return webhookOf(bench, { ...delivery, runId: run.id });
}

async function checkSighted(bench: CaseBench, started: StartedRun): Promise<void> {
  const { executionId, target } = started;
  const result = await receive(bench, await deliveryOf(bench, started));
  check(result.outcome === 'accepted', 'a webhook of the CI system is accepted', result);
  const [sighting, ...others] = result.sightings;
  const isOurs = sighting?.executionId === executionId && others.length === 0;
  check(isOurs, 'a webhook about a run sights it, with its execution id', result);
  const [sighted, run] = await Promise.all(
    [sighting.runId, started.runId].map((runId) => bench.executor.get({ runId, target })),
  );
  check(sighted?.id === run?.id, 'the run that a webhook sights is that of the execution', { sighted, run });
}

async function checkStranger(bench: CaseBench, request: WebhookRequest, promised: string): Promise<void> {
  const result = await receive(bench, request);
  check(result.outcome === 'unauthenticated', promised, result);
}

function deliveryIdOf(result: WebhookResult): string | undefined {
  check(result.outcome === 'accepted', 'a webhook of the CI system is accepted', result);
  return result.deliveryId;
}

function strangeBodies(): readonly (readonly [what: string, body: Uint8Array])[] {
  return [
    ['no body', new Uint8Array()],
    ['a body of random bytes', randomBytes(300)],
    ...['{', 'null', '42', '"text"', '[]', '{}', '{"__proto__":{"a":1}}', '['.repeat(20_000)].map(
      (text) => [`the body ${text.slice(0, 30)}`, Buffer.from(text)] as const,
    ),
  ];
}
