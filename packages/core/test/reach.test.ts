import { describe, expect, it } from 'vitest';
import { type ExecutionService, executionEventToWire, type Principal } from '../src/index.ts';
import { errorOf } from './fixtures/error-of.ts';
import { ALICE, createWorld, ROOT, type World } from './fixtures/world.ts';

const ID = 'execution-1';
const SCOPES = ROOT.scopes;
const PROD_ONLY: Principal = { id: 'prod-only', scopes: SCOPES, environments: ['prod'] };
const APP_ONLY: Principal = { id: 'app-only', scopes: SCOPES, pipelines: ['app'] };
const DNS_IN_DEV: Principal = { id: 'dns-in-dev', scopes: SCOPES, environments: ['dev'], pipelines: ['dns'] };
const NOWHERE: Principal = { id: 'nowhere', scopes: SCOPES, environments: [] };

async function worldWithDevExecution(): Promise<World> {
  const world = await createWorld();
  await world.service.execute({ pipelineType: 'dns', environment: 'dev' }, ALICE);
  return world;
}

/** Everything that is asked of one execution. */
const QUESTIONS: Readonly<Record<string, (service: ExecutionService, principal: Principal) => Promise<unknown>>> = {
  get: (service, principal) => service.get(ID, principal),
  approve: (service, principal) => service.approve(ID, principal),
  deny: (service, principal) => service.deny(ID, principal),
  retry: (service, principal) => service.retry(ID, principal),
  cancel: (service, principal) => service.cancel(ID, principal),
  pendingApprovals: (service, principal) => service.pendingApprovals(ID, principal),
  answerApproval: (service, principal) =>
    service.answerApproval(ID, principal, { approvalId: 'a', decision: 'approve' }),
  readLog: (service, principal) => service.readLog(ID, principal),
  listEvents: (service, principal) => service.listEvents(ID, principal),
};

describe('a principal that is limited to some environments or pipelines', () => {
  it('executes within its reach', async () => {
    const { service } = await createWorld();

    const { execution } = await service.execute({ pipelineType: 'dns', environment: 'dev' }, DNS_IN_DEV);

    expect(execution.requestedBy).toBe('dns-in-dev');
  });

  it.each([
    ['another environment', PROD_ONLY, 'prod-only may not use the environment "dev"; it may use: prod.'],
    ['another pipeline', APP_ONLY, 'app-only may not use the pipeline "dns"; it may use: app.'],
    ['any environment, when it has none', NOWHERE, 'nowhere may not use the environment "dev"; it may use: none.'],
  ])('starts nothing in %s', async (_, principal, message) => {
    const { service, executor } = await createWorld();

    const error = await errorOf(service.execute({ pipelineType: 'dns', environment: 'dev' }, principal));

    expect(error).toMatchObject({ code: 'forbidden', message });
    expect(executor.started).toHaveLength(0);
  });

  it.each(Object.keys(QUESTIONS))('is told that an execution out of its reach is not there: %s', async (name) => {
    const { service, lines } = await worldWithDevExecution();
    const ask = QUESTIONS[name];
    const before = lines.length;

    for (const principal of [PROD_ONLY, APP_ONLY, NOWHERE]) {
      const error = await errorOf(Promise.resolve(ask?.(service, principal)));
      expect(error).toMatchObject({ code: 'execution_not_found' });
    }
    expect(lines).toHaveLength(before);
  });

  it('may not list another environment, and sees only its pipelines in its own', async () => {
    const { service } = await worldWithDevExecution();
    const inDev = { environment: 'dev', limit: 10 } as const;

    expect(await errorOf(service.list(inDev, PROD_ONLY))).toMatchObject({ code: 'forbidden' });
    expect(await errorOf(service.list({ ...inDev, pipelineType: 'dns' }, APP_ONLY))).toMatchObject({
      code: 'forbidden',
    });
    expect((await service.list(inDev, APP_ONLY)).executions).toEqual([]);
    expect((await service.list(inDev, DNS_IN_DEV)).executions).toHaveLength(1);
  });

  it('still needs the scope', async () => {
    const { service } = await worldWithDevExecution();

    const error = await errorOf(service.cancel(ID, { ...DNS_IN_DEV, scopes: ['read'] }));

    expect(error).toMatchObject({ code: 'forbidden', requiredScope: 'execute' });
  });
});

describe('the audit trail', () => {
  it('tells every change, its actor and its cause, oldest first', async () => {
    const { service, events } = await worldWithDevExecution();

    const trail = await service.listEvents(ID, ALICE);

    expect(trail.length).toBeGreaterThan(1);
    expect(trail).toEqual(events);
    expect(trail.map(({ version }) => version)).toEqual(trail.map((_, index) => index + 1));
    expect(executionEventToWire(trail[0] ?? expect.fail())).toMatchObject({
      execution_id: ID,
      version: 1,
      type: 'execution.starting',
      actor: 'alice',
      execution: { execution_id: ID, status: 'starting' },
    });
  });

  it('is not there for an execution that is not', async () => {
    const { service } = await createWorld();

    expect(await errorOf(service.listEvents('none', ALICE))).toMatchObject({ code: 'execution_not_found' });
  });
});
