import { describe, expect, it, vi } from 'vitest';
import type { ExecutionEvent } from '../src/index.ts';
import { fails, runOf } from './fixtures/scripted-executor.ts';
import { ALICE, BOB, createWorld, READER, SETTLE_WINDOW_MS } from './fixtures/world.ts';

const REQUEST = { pipelineType: 'dns', environment: 'dev' } as const;
const ID = 'execution-1';

const told = (events: readonly ExecutionEvent[]): unknown[] =>
  events.map(({ type, actor, cause }) => [type, actor, cause]);

describe('the audit trail', () => {
  it('has every change with who caused it and what led to it', async () => {
    const { service, executor, store, clock, events } = await createWorld();
    executor.onStart = fails('unknown');
    await service.execute(REQUEST, ALICE);
    await service.cancel(ID, BOB);
    executor.found = { outcome: 'found', run: runOf('run-1') };
    await service.get(ID, READER);
    executor.onGet = (runId) => runOf(runId, { stages: [{ name: 'plan', status: 'running' }] });
    await service.refresh(ID);
    executor.onGet = (runId) => runOf(runId, { status: 'cancelled' });
    await clock.advance(600_000);
    await service.sweep();

    expect(told(events)).toEqual([
      ['execution.starting', 'alice', undefined],
      ['execution.unknown', 'sluice', 'the start had no answer'],
      ['execution.cancel_requested', 'bob', undefined],
      ['execution.running', 'sluice', 'found by a reader'],
      ['execution.cancel_taken', 'sluice', undefined],
      ['execution.progressed', 'sluice', 'seen by a reader'],
      ['execution.cancelled', 'sluice', 'seen by the sweeper'],
    ]);
    expect(told(await store.listEvents(ID))).toEqual(told(events));
    expect(events.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('says why an execution was given up', async () => {
    const { service, executor, clock, events } = await createWorld();
    executor.onStart = fails('unknown');
    await service.execute(REQUEST, ALICE);
    await clock.advance(SETTLE_WINDOW_MS);
    await service.get(ID, READER);

    expect(told(events).at(-1)).toEqual(['execution.failed', 'sluice', 'the settle window is over']);
  });
});

describe('a listener', () => {
  it('that never settles is not waited for longer than five seconds, and logged', async () => {
    const { server, clock, logs } = await createWorld({ time: 'manual' });
    const service = server({ onEvent: () => new Promise(() => {}) });
    const answered = vi.fn();
    const executing = service.execute(REQUEST, ALICE).then(answered);
    await clock.advance(4999);
    expect(answered).not.toHaveBeenCalled();

    await vi.waitFor(async () => {
      await clock.advance(5000);
      expect(answered).toHaveBeenCalled();
    });

    await executing;
    expect(logs.filter((line) => line === 'error An event could not be handed on')).toHaveLength(2);
  });

  it.each([
    [
      'throws',
      (): never => {
        throw new Error('token=abcdef123456');
      },
    ],
    ['rejects', () => Promise.reject(new Error('token=abcdef123456'))],
  ])('that %s undoes nothing, and is logged without secrets', async (_, onEvent) => {
    const { server, lines } = await createWorld();

    const { execution } = await server({ onEvent }).execute(REQUEST, ALICE);

    expect(execution.status).toBe('running');
    const logged = lines.filter(({ level }) => level === 'error');
    expect(logged).toHaveLength(2);
    expect(logged[0]?.fields['reason']).toBe('token=[redacted]');
  });
});
