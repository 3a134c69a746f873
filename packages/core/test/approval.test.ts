import { describe, expect, it } from 'vitest';
import type { EnvironmentConfig, Principal } from '../src/index.ts';
import { errorOf } from './fixtures/error-of.ts';
import { fails, runOf } from './fixtures/scripted-executor.ts';
import {
  ALICE,
  BOB,
  createWorld,
  dnsGroup,
  EVE,
  READER,
  ROOT,
  type World,
  type WorldOptions,
} from './fixtures/world.ts';

const REQUEST = { pipelineType: 'dns', environment: 'prod', parameters: { record: 'www' } } as const;
const HOUR_MS = 3_600_000;

async function worldWith(rules: EnvironmentConfig, options: WorldOptions = {}): Promise<World> {
  return createWorld({ ...options, pipeline: { environments: { dev: {}, prod: rules } } });
}

async function awaiting(
  approval: 'requester' | 'second-person' = 'second-person',
  principal: Principal = ALICE,
): Promise<World & { readonly id: string }> {
  const world = await worldWith({ approval });
  const { execution } = await world.service.execute(REQUEST, principal);
  return { ...world, id: execution.executionId };
}

describe('a request that somebody must approve', () => {
  it('is recorded, and nothing is sent to the CI system', async () => {
    const { service, executor, events, id } = await awaiting();

    const { execution } = await service.get(id, READER, { waitMs: 25_000 });
    await service.sweep();

    expect(execution).toMatchObject({ status: 'awaiting_approval', version: 1 });
    expect(execution.approval).toEqual({
      kind: 'second-person',
      requestedAt: execution.createdAt,
      expiresAt: execution.createdAt + HOUR_MS,
    });
    expect(execution.leaseUntil).toBeUndefined();
    expect(events.map(({ type }) => type)).toEqual(['execution.awaiting_approval']);
    expect(executor.calls).toEqual([]);
  });

  it('holds its claims: the same request is the same one, another is refused', async () => {
    const { service, id } = await awaiting();

    expect(await service.execute(REQUEST, ALICE)).toMatchObject({ replayed: true, execution: { executionId: id } });
    expect(await errorOf(service.execute(REQUEST, BOB))).toMatchObject({
      code: 'concurrency_conflict',
      executionId: id,
      message: expect.stringContaining('is awaiting_approval'),
    });
  });

  it('has a log only when it is approved, and says so', async () => {
    const { service, id } = await awaiting();

    expect(await errorOf(service.readLog(id, READER))).toMatchObject({
      code: 'execution_not_settled',
      message: expect.stringContaining('nothing is started before it is approved'),
    });
  });
});

describe('an approval', () => {
  it('starts the run, once, and the record says who gave it and why', async () => {
    const { service, executor, events, id } = await awaiting();

    const execution = await service.approve(id, EVE, { reason: 'change 4711' });

    expect(execution).toMatchObject({
      status: 'running',
      run: { id: 'run-1' },
      approval: { decision: 'approved', decidedBy: 'eve', reason: 'change 4711' },
    });
    expect(executor.started).toHaveLength(1);
    expect(events.map(({ type, actor, cause }) => [type, actor, cause])).toEqual([
      ['execution.awaiting_approval', 'alice', undefined],
      ['execution.starting', 'eve', 'approved by eve: change 4711'],
      ['execution.running', 'sluice', 'answered by the CI system'],
    ]);
  });

  it('stands in the store, under a lease, before the CI system is called', async () => {
    const { service, executor, store, clock, id } = await awaiting();
    let seen: unknown;
    executor.onStart = async () => {
      seen = await store.get(id);
      return runOf('run-1');
    };

    await service.approve(id, EVE);

    expect(seen).toMatchObject({
      status: 'starting',
      leaseUntil: clock.now() + 60_000,
      approval: { decision: 'approved' },
    });
  });

  it.each<[string, Principal]>([
    ['who may only execute', BOB],
    ['who may only read', READER],
  ])('needs the scope "approve": not of one %s', async (_, principal) => {
    const { service, executor, id } = await awaiting('requester');

    expect(await errorOf(service.approve(id, principal))).toMatchObject({ code: 'forbidden' });
    expect(await errorOf(service.deny(id, principal))).toMatchObject({ code: 'forbidden' });
    expect(executor.calls).toEqual([]);
  });

  it('comes from whoever asked, with the scope, where the rule says "requester"', async () => {
    const { service, id } = await awaiting('requester', ROOT);

    expect(await service.approve(id, ROOT)).toMatchObject({ status: 'running', approval: { decidedBy: 'root' } });
  });

  it('comes from somebody else where the rule says "second-person"', async () => {
    const { service, executor, id } = await awaiting('second-person', ROOT);

    expect(await errorOf(service.approve(id, ROOT))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('somebody else must approve it'),
    });
    expect(executor.calls).toEqual([]);
    expect(await service.approve(id, EVE)).toMatchObject({ status: 'running' });
  });

  it('that is repeated by the same person starts nothing more and returns the execution', async () => {
    const { service, executor, id } = await awaiting();
    await service.approve(id, EVE);

    expect(await service.approve(id, EVE)).toMatchObject({ status: 'running' });
    expect(executor.started).toHaveLength(1);
  });

  it('of something that awaits none is refused, naming who decided', async () => {
    const { service, id } = await awaiting();
    await service.deny(id, EVE);

    expect(await errorOf(service.approve(id, ROOT))).toMatchObject({
      code: 'approval_not_pending',
      message: expect.stringMatching(/it is denied\. eve has denied it/),
    });
  });

  it('of what needed none is refused', async () => {
    const { service } = await createWorld();
    const { execution } = await service.execute(REQUEST, ALICE);

    expect(await errorOf(service.approve(execution.executionId, EVE))).toMatchObject({ code: 'approval_not_pending' });
  });

  it('whose start the CI system refuses is a failed execution, and can be asked for again', async () => {
    const { service, executor, id } = await awaiting();
    executor.onStart = fails('not_started', 'Reference not found.');

    expect(await service.approve(id, EVE)).toMatchObject({ status: 'failed', failure: { code: 'not_started' } });
    expect((await service.execute(REQUEST, ALICE)).replayed).toBe(false);
  });

  it('whose start has no answer is looked for from when it was given, and never started again', async () => {
    const { service, executor, clock, id } = await awaiting();
    executor.onStart = fails('unknown');
    await clock.advance(HOUR_MS / 2);
    const approvedAt = clock.now();
    await service.approve(id, EVE);
    let startedAt: number | undefined;
    executor.onFind = (request) => {
      startedAt = request.startedAt;
      return { outcome: 'found', run: runOf('run-1') };
    };

    expect((await service.get(id, READER)).execution.status).toBe('running');
    expect(startedAt).toBe(approvedAt);
    expect(executor.started).toHaveLength(1);
  });

  it('is refused where the pipeline may not run in that environment any more', async () => {
    const { server, id, executor } = await awaiting();
    const other = await createWorld({
      executor,
      group: dnsGroup({ environment: { type: 'string' } }),
      pipeline: { environments: { dev: {} } },
    });
    const service = server({ catalog: other.service.catalog });

    expect(await errorOf(service.approve(id, EVE))).toMatchObject({
      code: 'invalid_parameters',
      message: expect.stringContaining('may not run in prod any more'),
    });
    expect(executor.calls).toEqual([]);
    expect(await service.deny(id, EVE)).toMatchObject({ status: 'denied' });
  });
});

describe('a denial', () => {
  it('ends the execution: nothing was started, and the claims are free', async () => {
    const { service, executor, events, id } = await awaiting();

    const execution = await service.deny(id, EVE, { reason: 'not today' });

    expect(execution).toMatchObject({
      status: 'denied',
      approval: { decision: 'denied', decidedBy: 'eve', reason: 'not today' },
    });
    expect(execution.finishedAt).toBeDefined();
    expect(events.at(-1)).toMatchObject({ type: 'execution.denied', actor: 'eve', cause: 'denied by eve: not today' });
    expect((await service.execute(REQUEST, BOB)).replayed).toBe(false);
    expect(executor.calls).toEqual([]);
  });

  it('may come from whoever asked, since it lets nothing happen', async () => {
    const { service, id } = await awaiting('second-person', ROOT);

    expect(await service.deny(id, ROOT)).toMatchObject({ status: 'denied' });
  });

  it('keeps a reason as one readable line of bounded length', async () => {
    const { service, events, id } = await awaiting();

    const { approval } = await service.deny(id, EVE, {
      reason: `no\u001b[31m\n\nway glpat-abcdefghijklmnopqrst ${'x'.repeat(5000)}`,
    });

    expect(approval?.reason).toMatch(/^no way \[redacted\] x+…$/);
    expect(approval?.reason?.length).toBe(500);
    expect(events.at(-1)?.cause?.length).toBeLessThanOrEqual(300);
  });
});

describe('an approval that nobody gives', () => {
  it('expires when it is read', async () => {
    const { service, clock, events, id } = await awaiting();
    await clock.advance(HOUR_MS - 1);
    expect((await service.get(id, READER)).execution.status).toBe('awaiting_approval');

    await clock.advance(1);

    expect((await service.get(id, READER)).execution).toMatchObject({ status: 'expired', finishedAt: clock.now() });
    expect(events.at(-1)).toMatchObject({ actor: 'sluice', cause: 'nobody approved it in time' });
  });

  it('expires when it comes too late', async () => {
    const { service, clock, executor, id } = await awaiting();
    await clock.advance(HOUR_MS);

    expect(await errorOf(service.approve(id, EVE))).toMatchObject({
      code: 'approval_not_pending',
      message: expect.stringContaining('it is expired'),
    });
    expect(executor.calls).toEqual([]);
  });

  it('expires in a sweep, whatever state the CI system is in', async () => {
    const { service, clock, store, id } = await awaiting();
    await clock.advance(HOUR_MS);

    await service.sweep();

    expect((await store.get(id))?.status).toBe('expired');
  });

  it('expires when another request finds it in its way', async () => {
    const { service, clock, store, id } = await awaiting();
    await clock.advance(HOUR_MS);

    expect(await service.execute(REQUEST, BOB)).toMatchObject({ replayed: false });
    expect((await store.get(id))?.status).toBe('expired');
  });

  it('expires after as many minutes as the rules say', async () => {
    const { service, clock } = await worldWith({ approval: 'requester', approvalTimeoutMinutes: 5 });
    const { execution } = await service.execute(REQUEST, ALICE);
    await clock.advance(5 * 60_000);

    expect((await service.get(execution.executionId, READER)).execution.status).toBe('expired');
  });
});

describe('of several who decide at once, on several servers', () => {
  it.each([
    ['two who approve', ['approve', 'approve']],
    ['one who approves and one who denies', ['approve', 'deny']],
    ['one who denies and one who approves', ['deny', 'approve']],
    ['ten who approve', Array.from({ length: 10 }, () => 'approve' as const)],
  ] as const)('one wins: %s', async (_, decisions) => {
    const { server, executor, store, id } = await awaiting();

    const results = await Promise.allSettled(
      decisions.map((decision, index) => server()[decision](id, { id: `approver-${index}`, scopes: ['approve'] })),
    );

    const winners = results.filter(({ status }) => status === 'fulfilled');
    const losers = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(winners).toHaveLength(1);
    expect(new Set(losers)).toEqual(new Set(['approval_not_pending']));
    const approved = (await store.get(id))?.approval?.decision === 'approved';
    expect(executor.started).toHaveLength(approved ? 1 : 0);
  });

  it('an approval and a cancellation are never both carried out', async () => {
    const { server, executor, store, id } = await awaiting();

    const [approved] = await Promise.allSettled([server().approve(id, EVE), server().cancel(id, ALICE)]);

    const execution = await store.get(id);
    if (approved.status === 'rejected') {
      expect([execution?.status, executor.started.length]).toEqual(['cancelled', 0]);
    } else {
      expect([execution?.cancelRequestedBy, executor.cancelled]).toEqual(['alice', ['run-1']]);
    }
  });
});
