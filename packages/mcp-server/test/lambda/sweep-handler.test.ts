import type { ExecutionService } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { createSweepHandler } from '../../src/lambda.ts';
import { STORE_DOWN } from '../support/breakable-store.ts';
import { lambdaContext } from '../support/doors.ts';
import { startTestServer } from '../support/test-server.ts';

/** As EventBridge Scheduler sends it when nothing else is said. */
const EVENT = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.scheduler',
  account: '123456789012',
  time: '2026-01-01T00:00:00Z',
  region: 'eu-west-1',
  resources: ['arn:aws:scheduler:eu-west-1:123456789012:schedule/default/sluice-sweep'],
  detail: '{}',
};

/** The test server has a sweep of its own; when it sleeps it has done the first one. */
const SERVER_SWEEPS_AGAIN = 15_000;

describe('createSweepHandler', () => {
  it('follows what has not finished, and tells what it did', async () => {
    const { service, execute, executor, store, clock } = await startTestServer();
    await clock.untilSleeping(SERVER_SWEEPS_AGAIN);
    const { execution_id } = await execute();
    executor.setRun(execution_id, { status: 'succeeded', rawStatus: 'success' });
    const told: unknown[] = [];
    const handler = createSweepHandler({ service, clock, onSweep: (report) => told.push(report) });
    const report = await handler(EVENT, lambdaContext());
    expect(report).toMatchObject({ swept: true });
    expect(told).toEqual([report]);
    expect(await store.get(execution_id)).toMatchObject({ status: 'succeeded' });
  });

  it('fails when the store does, for the retries and alarms of its schedule', async () => {
    const { service, store, clock } = await startTestServer();
    await clock.untilSleeping(SERVER_SWEEPS_AGAIN);
    store.breakWith(STORE_DOWN);
    const handler = createSweepHandler({ service, clock });
    await expect(handler(EVENT, lambdaContext())).rejects.toBe(STORE_DOWN);
    await clock.untilAwake(28_000);
  });

  it('makes the service again after it could not be made', async () => {
    const { service, clock } = await startTestServer();
    let tries = 0;
    const make = (): ExecutionService => {
      tries += 1;
      if (tries === 1) throw new Error('no secret');
      return service;
    };
    const handler = createSweepHandler({ service: make, clock });
    await expect(handler(EVENT, lambdaContext())).rejects.toThrow('no secret');
    await handler(EVENT, lambdaContext());
    await handler(EVENT, lambdaContext());
    expect(tries).toBe(2);
  });

  it('ends two seconds before its time, while the CI system keeps it waiting', async () => {
    const { service: original, clock } = await startTestServer();
    const service: ExecutionService = {
      ...original,
      sweep: (signal) =>
        new Promise((_, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
    };
    const swept = createSweepHandler({ service, clock })(EVENT, lambdaContext(10_000));
    const failed = expect(swept).rejects.toThrow('The time of the invocation is over');
    await clock.untilSleeping(8000);
    await clock.advance(8000);
    await failed;
  });
});
