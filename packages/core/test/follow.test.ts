import { describe, expect, it, vi } from 'vitest';
import { ExecutorError } from '../src/index.ts';
import { fails, runOf } from './fixtures/scripted-executor.ts';
import { ALICE, ahead, createWorld, frozen, LEASE_MS, READER, SETTLE_WINDOW_MS, type World } from './fixtures/world.ts';

const REQUEST = { pipelineType: 'dns', environment: 'dev', parameters: { record: 'www' } } as const;

async function start(world: World): Promise<string> {
  return (await world.service.execute(REQUEST, ALICE)).execution.executionId;
}

describe('reading an execution', () => {
  it('shows the run as it is now', async () => {
    const world = await createWorld();
    const id = await start(world);
    world.executor.onGet = (runId) => runOf(runId, { stages: [{ name: 'plan', status: 'running' }] });

    const { execution } = await world.service.get(id, READER);

    expect(execution.run?.stages).toEqual([{ name: 'plan', status: 'running' }]);
    expect(world.events.at(-1)?.type).toBe('execution.progressed');
  });

  it('writes nothing when nothing has changed', async () => {
    const world = await createWorld();
    const id = await start(world);
    const { execution } = await world.service.get(id, READER);

    expect((await world.service.get(id, READER)).execution.version).toBe(execution.version);
  });

  it('waits until the execution has finished', async () => {
    const world = await createWorld();
    const id = await start(world);
    const from = world.clock.now();
    world.executor.onGet = (runId) =>
      runOf(runId, { status: world.clock.now() - from >= 7000 ? 'succeeded' : 'running' });

    const { execution } = await world.service.get(id, READER, { waitMs: 25_000 });

    expect(execution.status).toBe('succeeded');
    expect(execution.finishedAt).toBe(from + 7000);
  });

  it('waits no longer than it was told to', async () => {
    const world = await createWorld();
    const id = await start(world);
    const from = world.clock.now();

    const { execution } = await world.service.get(id, READER, { waitMs: 2500 });

    expect([execution.status, world.clock.now() - from]).toEqual(['running', 2500]);
  });

  it('stops waiting when the run waits for a person', async () => {
    const world = await createWorld();
    const id = await start(world);
    world.executor.onGet = (runId) => runOf(runId, { status: 'blocked' });
    const from = world.clock.now();

    await world.service.get(id, READER, { waitMs: 25_000 });

    expect(world.clock.now()).toBe(from);
  });

  it('says from when its answer is while the CI system is down', async () => {
    const world = await createWorld();
    const id = await start(world);
    world.executor.onGet = fails('unknown', 'GitLab can not be reached.');

    const { execution, note } = await world.service.get(id, READER);

    expect(execution.status).toBe('running');
    expect(note).toMatch(/^GitLab can not be reached\. This is what was known at 2026-01-01T00:00:00/);
  });

  it('keeps the failed job and the readable end of its log', async () => {
    const world = await createWorld();
    const id = await start(world);
    world.executor.onGet = (runId) =>
      runOf(runId, {
        status: 'failed',
        failure: {
          kind: 'failed',
          message: 'Job apply failed',
          job: 'apply',
          logTail: '\u001b[31mError\u001b[0m token=abcdef123456',
        },
      });

    const { execution } = await world.service.get(id, READER);

    expect(execution.failure).toMatchObject({
      code: 'pipeline_failed',
      job: 'apply',
      logTail: 'Error token=[redacted]',
    });
  });

  it('counts a run that did nothing as failed', async () => {
    const world = await createWorld();
    world.executor.onStart = () =>
      runOf('run', { status: 'failed', failure: { kind: 'skipped', message: 'No job ran' } });

    const { execution } = await world.service.execute(REQUEST, ALICE);

    expect([execution.status, execution.failure?.code]).toEqual(['failed', 'pipeline_skipped']);
  });

  it('never changes an execution that has finished', async () => {
    const world = await createWorld();
    world.executor.onStart = () => runOf('run', { status: 'succeeded' });
    const id = await start(world);
    world.executor.onGet = (runId) => runOf(runId, { status: 'failed' });

    expect((await world.service.get(id, READER)).execution.status).toBe('succeeded');
  });

  it('of an unknown id is an error that says which id to use', async () => {
    const { service } = await createWorld();

    await expect(service.get('nothing', READER)).rejects.toMatchObject({ code: 'execution_not_found' });
  });
});

describe('a start without an answer', () => {
  async function unanswered(): Promise<World & { readonly id: string }> {
    const world = await createWorld();
    world.executor.onStart = fails('unknown', 'GitLab did not answer.');
    const id = await start(world);
    return { ...world, id };
  }

  it('is unknown, and the same request starts nothing', async () => {
    const { service, executor } = await unanswered();

    const { execution, replayed } = await service.execute(REQUEST, ALICE);

    expect([execution.status, replayed]).toEqual(['unknown', true]);
    expect(executor.started).toHaveLength(1);
  });

  it('is settled by the run that is found under its id', async () => {
    const { service, executor, id } = await unanswered();
    executor.found = { outcome: 'found', run: runOf('run-9') };

    expect((await service.get(id, READER)).execution).toMatchObject({ status: 'running', run: { id: 'run-9' } });
    expect(executor.started).toHaveLength(1);
  });

  it('stays unknown while its run may still appear', async () => {
    const { service, clock, id } = await unanswered();
    await clock.advance(SETTLE_WINDOW_MS - 1);

    expect((await service.get(id, READER)).execution.status).toBe('unknown');
  });

  it('never started when its run is absent after the settle window', async () => {
    const { service, clock, id } = await unanswered();
    await clock.advance(SETTLE_WINDOW_MS);

    expect((await service.get(id, READER)).execution).toMatchObject({
      status: 'failed',
      failure: { code: 'never_started' },
    });
  });

  it.each([
    [{ outcome: 'ambiguous', runIds: ['7', '8'] }, '7, 8'],
    [{ outcome: 'indeterminate', reason: 'the token may not read variables' }, 'may not read variables'],
  ] as const)('is lost, for a person, when it can not be told: %j', async (found, words) => {
    const { service, executor, clock, id } = await unanswered();
    executor.found = found;
    await clock.advance(SETTLE_WINDOW_MS);

    const { execution } = await service.get(id, READER);

    expect(execution).toMatchObject({ status: 'lost', failure: { code: 'outcome_unknown' } });
    expect(execution.failure?.message).toContain(words);
  });

  it('from a server that died is looked up when its lease is over, and never started again', async () => {
    const world = await createWorld({ time: 'manual' });
    world.executor.onStart = () => new Promise(() => {});
    void world.server({ clock: frozen(world.clock) }).execute(REQUEST, ALICE);
    await vi.waitFor(() => expect(world.executor.started).toHaveLength(1));
    await world.clock.advance(LEASE_MS - 1);
    world.executor.found = { outcome: 'found', run: runOf('run-1') };
    expect((await world.service.get('execution-1', READER)).execution.status).toBe('starting');
    expect(world.executor.calls).toEqual(['start']);

    await world.clock.advance(1);
    expect((await world.service.get('execution-1', READER)).execution.status).toBe('running');

    expect(world.executor.started).toHaveLength(1);
  });

  it('whose failure comes after its run was found does not overwrite it', async () => {
    const world = await createWorld({ time: 'manual' });
    let fail: ((error: Error) => void) | undefined;
    world.executor.onStart = () =>
      new Promise((_, reject) => {
        fail = reject;
      });
    const dying = world.service.execute(REQUEST, ALICE);
    await vi.waitFor(() => expect(world.executor.started).toHaveLength(1));
    world.executor.found = { outcome: 'found', run: runOf('run-1') };
    await world.server({ clock: ahead(world.clock, LEASE_MS) }).get('execution-1', READER);

    fail?.(new ExecutorError({ message: 'timed out', outcome: 'unknown' }));

    expect((await dying).execution.status).toBe('running');
  });
});

describe('reading a log', () => {
  it('removes escape codes and secrets', async () => {
    const world = await createWorld();
    const id = await start(world);
    world.executor.log = '\u001b[32mok\u001b[0m\r\nPRIVATE-TOKEN: glpat-abcdefghijklmnopqrst\r\n';

    const { content } = await world.service.readLog(id, READER);

    expect(content).toBe('ok\nPRIVATE-TOKEN: [redacted]\n');
  });

  it('of an execution that never had a run is empty', async () => {
    const world = await createWorld();
    world.executor.onStart = fails('not_started');

    expect(await world.service.readLog(await start(world), READER)).toEqual({ content: '', complete: true });
  });
});
