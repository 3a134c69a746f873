import { describe, expect, it, vi } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../testkit/src/virtual-clock.ts';
import {
  createCatalog,
  createExecutionService,
  type Execution,
  type ExecutionService,
  type ExecutionStore,
  type Run,
  type RunSummary,
  SluiceError,
} from '../src/index.ts';
import { createMemoryStore } from './fixtures/memory-store.ts';
import { createScriptedExecutor, fails, runOf, type ScriptedExecutor } from './fixtures/scripted-executor.ts';
import { dnsGroup } from './fixtures/world.ts';

const MINUTE_MS = 60_000;
const UNSEEN_MS = 10 * MINUTE_MS;

interface Field {
  readonly service: ExecutionService;
  readonly executor: ScriptedExecutor;
  readonly store: ExecutionStore;
  readonly clock: VirtualClock;
  readonly logged: string[];
  server(): ExecutionService;
  /** Puts executions with runs into the store, `projects` × `each`. */
  fill(projects: number, each: number, overrides?: Partial<Execution>): Promise<void>;
  status(executionId: string): Promise<string | undefined>;
  calls(name: string): number;
}

/** A store with executions of many projects: that is what a sweep is about. */
async function createField(store?: (store: ExecutionStore) => ExecutionStore): Promise<Field> {
  const clock = createVirtualClock();
  const executor = createScriptedExecutor();
  const memory = createMemoryStore(clock.now);
  const used = store?.(memory) ?? memory;
  const logged: string[] = [];
  const log = (level: string) => (_: unknown, message: string) => void logged.push(`${level} ${message}`);
  const catalog = await createCatalog({
    config: {
      executors: { ci: () => executor },
      actionGroups: ['./dns.openapi.yaml'],
      pipelines: { dns: { executor: 'ci', target: { job: 'dns' }, environments: { dev: {}, prod: {} } } },
    },
    actionGroups: [dnsGroup()],
  });
  let servers = 0;
  const server = (): ExecutionService =>
    createExecutionService({
      catalog,
      store: used,
      clock,
      createId: () => 'new',
      serverId: `server-${++servers}`,
      logger: { info: log('info'), warn: log('warn'), error: log('error') },
    });
  return {
    service: server(),
    executor,
    store: used,
    clock,
    logged,
    server,
    async fill(projects, each, overrides = {}) {
      for (let project = 0; project < projects; project += 1) {
        for (let index = 0; index < each; index += 1) {
          const runId = `${project}-${index}`;
          await memory.create(executionOf(runId, clock.now(), { target: { job: `job-${project}` }, ...overrides }), []);
        }
      }
    },
    status: async (executionId) => (await memory.get(executionId))?.status,
    calls: (name) => executor.calls.filter((call) => call === name).length,
  };
}

function executionOf(runId: string, now: number, overrides: Partial<Execution>): Execution {
  return {
    executionId: `execution-${runId}`,
    version: 1,
    pipelineType: 'dns',
    environment: 'dev',
    parameters: {},
    status: 'running',
    requestedBy: 'alice',
    requestDigest: runId,
    createdAt: now,
    updatedAt: now,
    lastChange: { type: 'execution.running', actor: 'sluice' },
    executor: 'ci',
    target: { job: 'dns' },
    run: { id: runId, rawStatus: 'running', stages: [] },
    ...overrides,
  };
}

const jobOf = (target: unknown): string => (target as { readonly job: string }).job;

/** Lists the runs of a project, all as they are unless told otherwise. */
function lists(
  each: number,
  changed: (id: string) => Partial<Run> | undefined,
): (request: { target: unknown }) => RunSummary[] {
  return ({ target }) =>
    Array.from({ length: each }, (_, index) => {
      const id = `${jobOf(target).replace('job-', '')}-${index}`;
      return runOf(id, changed(id));
    });
}

describe('what a sweep asks of the CI systems', () => {
  it('is one list for each project, however many runs there are, and nothing more while none has changed', async () => {
    const field = await createField();
    await field.fill(20, 50);
    field.executor.onList = lists(50, () => undefined);

    expect(await field.service.sweep()).toEqual({
      swept: true,
      unfinished: 1000,
      byStatus: { running: 1000 },
      looks: 0,
      left: 0,
    });

    expect(field.executor.calls).toHaveLength(20);
    expect(field.calls('list')).toBe(20);
  });

  it('is a look at each run whose list says something else than the record, and at no other', async () => {
    const field = await createField();
    await field.fill(2, 10);
    const changes: Record<string, Partial<Run>> = {
      '0-3': { status: 'succeeded', rawStatus: 'success' },
      '1-7': { rawStatus: 'waiting' },
    };
    field.executor.onList = lists(10, (id) => changes[id]);
    field.executor.onGet = (id) => runOf(id, changes[id]);

    expect(await field.service.sweep()).toMatchObject({ looks: 2, left: 0 });

    expect(field.calls('get')).toBe(2);
    expect(await field.status('execution-0-3')).toBe('succeeded');
    expect((await field.store.get('execution-1-7'))?.run?.rawStatus).toBe('waiting');
  });

  it('is what changed since the last list, with some overlap for clocks that differ', async () => {
    const field = await createField();
    const since: number[] = [];
    const began = field.clock.now();
    await field.fill(1, 1);
    field.executor.onList = (request) => {
      since.push(request.since - began);
      return [runOf('0-0')];
    };
    await field.clock.advance(7 * MINUTE_MS);
    await field.service.sweep();
    await field.clock.advance(MINUTE_MS);
    await field.service.sweep();

    expect(since).toEqual([-5 * MINUTE_MS, 2 * MINUTE_MS]);
  });

  it('is a look at a run that no list has shown for ten minutes', async () => {
    const field = await createField();
    await field.fill(1, 2);
    field.executor.onList = () => [runOf('0-0')];
    await field.clock.advance(UNSEEN_MS - 1);
    expect(await field.service.sweep()).toMatchObject({ looks: 0 });

    await field.clock.advance(1);

    expect(await field.service.sweep()).toMatchObject({ looks: 1 });
    expect(await field.service.sweep()).toMatchObject({ looks: 0 });
  });

  it('is a look at a queued run that no list has shown for a minute: it may have another id by now', async () => {
    const field = await createField();
    await field.fill(1, 1, { status: 'queued' });
    field.executor.onGet = () => runOf('12');
    await field.clock.advance(MINUTE_MS);

    expect(await field.service.sweep()).toMatchObject({ looks: 1 });
    expect((await field.store.get('execution-0-0'))?.run?.id).toBe('12');
  });

  it('never starts anything', async () => {
    const field = await createField();
    await field.fill(2, 3, { status: 'unknown', run: undefined, unknownSince: 0 });
    await field.service.sweep();

    expect(field.calls('start')).toBe(0);
  });
});

describe('the budget of a sweep', () => {
  it('bounds the looks, and what is left over comes first next time, also where no list shows it again', async () => {
    const field = await createField();
    await field.fill(2, 50);
    const looked: string[] = [];
    field.executor.onList = lists(50, () => ({ rawStatus: 'other' }));
    field.executor.onGet = (id) => {
      looked.push(id);
      return runOf(id, { rawStatus: 'other' });
    };

    expect(await field.service.sweep()).toMatchObject({ looks: 25, left: 75 });
    field.executor.onList = () => [];
    for (let sweep = 1; sweep <= 3; sweep += 1) {
      await field.clock.advance(15_000);
      await field.service.sweep();
    }

    expect([looked.length, new Set(looked).size]).toEqual([100, 100]);
    expect(await field.service.sweep()).toMatchObject({ looks: 0, left: 0 });
  });

  it('goes to runs with news before those that are looked at to be sure, which are not forgotten either', async () => {
    const field = await createField();
    await field.fill(2, 60);
    const looked: string[] = [];
    let round = 0;
    const news = lists(60, () => ({ rawStatus: `round ${round}` }));
    field.executor.onList = (request) => (jobOf(request.target) === 'job-1' ? news(request) : []);
    field.executor.onGet = (id) => {
      looked.push(id);
      return runOf(id, id.startsWith('1-') ? { rawStatus: `round ${round}` } : {});
    };
    await field.clock.advance(UNSEEN_MS);
    const sweepFor = async (minutes: number): Promise<void> => {
      for (; minutes > 0; minutes -= 1) {
        round += 1;
        await field.clock.advance(MINUTE_MS);
        await field.service.sweep();
      }
    };

    await sweepFor(29);
    expect(looked.filter((id) => id.startsWith('0-'))).toEqual([]);

    await sweepFor(10);
    expect(new Set(looked.filter((id) => id.startsWith('0-'))).size).toBe(60);
  });

  it('leaves out what somebody else has looked at since', async () => {
    const field = await createField();
    await field.fill(1, 50);
    field.executor.onList = lists(50, () => ({ rawStatus: 'other' }));
    field.executor.onGet = (id) => runOf(id, { rawStatus: 'other' });
    await field.service.sweep();
    field.executor.onList = () => [];
    await field.clock.advance(15_000);
    for (let index = 0; index < 50; index += 1) await field.service.refresh(`execution-0-${index}`);

    expect(await field.service.sweep()).toMatchObject({ looks: 0, left: 0 });
  });

  it('is smaller where the lists were longer', async () => {
    const field = await createField();
    await field.fill(20, 1);
    field.executor.onList = ({ target }) => [
      ...lists(1, () => ({ rawStatus: 'other' }))({ target }),
      ...Array.from({ length: 999 }, (_, index) => runOf(`other-${index}`)),
    ];
    await field.fill(1, 50, { target: { job: 'job-0' }, status: 'queued', updatedAt: 0 });

    expect(await field.service.sweep()).toMatchObject({ looks: 20 });
  });

  it('is not spent again and again on a run that is listed otherwise than it is', async () => {
    const field = await createField();
    await field.fill(1, 1, { status: 'blocked' });
    field.executor.onList = lists(1, () => ({ status: 'running' }));
    field.executor.onGet = (id) => runOf(id, { status: 'blocked' });
    const looks: number[] = [];
    for (let sweep = 0; sweep < 9; sweep += 1) {
      looks.push((await field.service.sweep()).looks);
      await field.clock.advance(15_000);
    }

    expect(looks).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('grows with the projects, so that each may have a look', async () => {
    const field = await createField();
    await field.fill(45, 1);
    field.executor.onList = lists(1, () => ({ rawStatus: 'other' }));

    expect(await field.service.sweep()).toMatchObject({ looks: 45, left: 0 });
  });

  it('bounds the searches for starts without an answer more than the looks', async () => {
    const field = await createField();
    await field.fill(1, 12, { status: 'unknown', run: undefined, unknownSince: field.clock.now() });
    const searched: string[] = [];
    field.executor.onFind = ({ executionId }) => {
      searched.push(executionId);
      return { outcome: 'found', run: runOf(executionId) };
    };

    expect(await field.service.sweep()).toMatchObject({ looks: 5, left: 7 });
    await field.service.sweep();
    await field.service.sweep();

    expect(new Set(searched).size).toBe(12);
    expect(searched).toHaveLength(12);
  });

  it('has no part in what needs no CI system', async () => {
    const field = await createField();
    const approval = { kind: 'requester', requestedAt: 0, expiresAt: 1 } as const;
    await field.fill(2, 40, { status: 'awaiting_approval', run: undefined, approval });

    expect(await field.service.sweep()).toMatchObject({ looks: 80, left: 0 });
    expect(await field.status('execution-1-39')).toBe('expired');
    expect(field.executor.calls).toEqual([]);
  });
});

describe('a project that can not be asked', () => {
  it('keeps no other one from being swept', async () => {
    const field = await createField();
    await field.fill(3, 40);
    field.executor.onList = (request) =>
      jobOf(request.target) === 'job-0'
        ? fails('unknown', 'down')()
        : lists(40, () => ({ status: 'succeeded' }))(request);
    field.executor.onGet = (id) => runOf(id, { status: 'succeeded' });

    await field.service.sweep();
    await field.service.sweep();
    await field.service.sweep();

    expect(field.logged.filter((line) => line === 'warn The runs of a project could not be listed')).toHaveLength(3);
    expect(await field.status('execution-0-0')).toBe('running');
    const ends = await Promise.all(
      [0, 39].flatMap((index) => [1, 2].map((job) => field.status(`execution-${job}-${index}`))),
    );
    expect(ends).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
  });

  it.each([
    [
      'an executor that breaks',
      () => {
        throw new TypeError('a bug in the executor');
      },
    ],
    ['runs that can not be read', fails('unknown', 'no access')],
  ])('does not use up the looks of the others: %s', async (_, broken) => {
    const field = await createField();
    await field.fill(2, 40);
    field.executor.onList = lists(40, () => ({ rawStatus: 'other' }));
    field.executor.onGet = (id) => (id.startsWith('0-') ? broken() : runOf(id, { status: 'succeeded' }));

    await field.service.sweep();
    await field.service.sweep();

    expect(await field.status('execution-1-39')).toBe('succeeded');
    expect(field.executor.calls.filter((call) => call === 'get').length).toBeLessThan(60);
  });

  it.each([
    [
      'a list',
      (executor: ScriptedExecutor) => {
        executor.onList = fails('unknown', 'too many requests', { retryAfterMs: 5 * MINUTE_MS });
      },
    ],
    [
      'a look',
      (executor: ScriptedExecutor) => {
        executor.onList = lists(40, () => ({ rawStatus: 'other' }));
        executor.onGet = fails('unknown', 'too many requests', { retryAfterMs: 5 * MINUTE_MS });
      },
    ],
  ])('and says until when is left alone until then: %s', async (_, limit) => {
    const field = await createField();
    await field.fill(1, 40);
    limit(field.executor);
    await field.service.sweep();
    const asked = field.executor.calls.length;
    expect(asked).toBeLessThan(10);

    await field.clock.advance(5 * MINUTE_MS - 1);
    await field.service.sweep();
    expect(field.executor.calls).toHaveLength(asked);

    await field.clock.advance(1);
    await field.service.sweep();
    expect(field.executor.calls.length).toBeGreaterThan(asked);
  });

  it('that never answers is given up, and the others are swept meanwhile', async () => {
    const field = await createField();
    await field.fill(3, 1);
    field.executor.onList = (request) =>
      jobOf(request.target) === 'job-0' ? new Promise(() => {}) : lists(1, () => ({ status: 'succeeded' }))(request);
    field.executor.onGet = (id) => runOf(id, { status: 'succeeded' });
    let report: unknown;
    const sweeping = field.service.sweep().then((result) => {
      report = result;
    });
    await vi.waitFor(() => expect(field.calls('list')).toBe(3));
    await field.clock.advance(MINUTE_MS);
    await sweeping;

    expect(report).toMatchObject({ looks: 2 });
    expect(await field.status('execution-2-0')).toBe('succeeded');
  });
});

describe('several servers', () => {
  it('sweep one at a time, without doing anything twice', async () => {
    const field = await createField();
    await field.fill(5, 4);
    field.executor.onList = lists(4, () => ({ status: 'succeeded' }));
    field.executor.onGet = (id) => runOf(id, { status: 'succeeded' });

    const reports = await Promise.all([field.server().sweep(), field.server().sweep(), field.server().sweep()]);

    expect(reports.filter(({ swept }) => swept)).toHaveLength(1);
    expect([field.calls('list'), field.calls('get')]).toEqual([5, 20]);
  });

  it('and one that is asked twice at once sweep once', async () => {
    const field = await createField();
    await field.fill(5, 4);

    const reports = await Promise.all([field.service.sweep(), field.service.sweep()]);

    expect(reports.map(({ swept }) => swept)).toEqual([true, false]);
    expect(field.calls('list')).toBe(5);
    expect(await field.service.sweep()).toMatchObject({ swept: true });
  });

  it('take over from one that died in its sweep', async () => {
    const field = await createField();
    await field.fill(1, 1);
    await field.store.acquireLease({ name: 'sweep', holder: 'dead', until: field.clock.now() + 3 * MINUTE_MS });
    expect(await field.service.sweep()).toMatchObject({ swept: false });

    await field.clock.advance(3 * MINUTE_MS);

    expect(await field.service.sweep()).toMatchObject({ swept: true });
  });

  it('stop where another one has taken over from them', async () => {
    let taken = 0;
    const acquireLease = async (): Promise<boolean> => {
      taken += 1;
      return taken === 1;
    };
    const field = await createField((store) => ({ ...store, acquireLease }));
    await field.fill(30, 1);
    field.executor.onList = async () => {
      await field.clock.advance(31_000);
      return [];
    };

    expect(await field.service.sweep()).toMatchObject({ swept: true, looks: 0 });

    expect(taken).toBe(2);
    expect(field.calls('list')).toBeLessThanOrEqual(8);
  });

  it('let go of their turn when they are done, or were stopped', async () => {
    const field = await createField();
    await field.fill(1, 1);
    const stopping = new AbortController();
    field.executor.onList = () => {
      stopping.abort(new Error('closing'));
      return new Promise(() => {});
    };
    await expect(field.service.sweep(stopping.signal)).rejects.toThrow('closing');
    field.executor.onList = () => [];

    expect(await field.server().sweep()).toMatchObject({ swept: true });
    expect(await field.server().sweep()).toMatchObject({ swept: true });
  });
});

describe('a store that fails', () => {
  const down = (): Promise<never> => Promise.reject(new SluiceError({ code: 'store_unavailable', message: 'down' }));

  it.each(['acquireLease', 'listUnfinished', 'update'] as const)('ends the sweep: %s', async (method) => {
    const field = await createField((store) => ({ ...store, [method]: down }));
    await field.fill(1, 1);
    field.executor.onList = lists(1, () => ({ status: 'succeeded' }));
    field.executor.onGet = (id) => runOf(id, { status: 'succeeded' });

    await expect(field.service.sweep()).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('at the end of a sweep does no harm: the lease ends by itself', async () => {
    const field = await createField((store) => ({ ...store, releaseLease: down }));
    await field.fill(1, 1);

    expect(await field.service.sweep()).toMatchObject({ swept: true });
  });
});
