import { describe, expect, it } from 'vitest';
import { SluiceError } from '../src/index.ts';
import { fails, runOf } from './fixtures/scripted-executor.ts';
import { ALICE, createWorld, type World } from './fixtures/world.ts';

const UNLIMITED = { concurrency: 'unlimited' } as const;

async function start({ service }: World, environment: string, record: string): Promise<void> {
  await service.execute({ pipelineType: 'dns', environment, parameters: { record } }, ALICE);
}

describe('the report of a sweep', () => {
  it('counts what has not finished by status, also on a server that has seen nothing of it before', async () => {
    const world = await createWorld({
      time: 'manual',
      pipeline: { environments: { dev: UNLIMITED, prod: { ...UNLIMITED, approval: 'requester' } } },
    });
    const { executor, server } = world;
    await start(world, 'dev', 'running');
    executor.onStart = () => runOf('run-2', { status: 'queued' });
    await start(world, 'dev', 'queued');
    executor.onStart = fails('unknown');
    await start(world, 'dev', 'unknown');
    await start(world, 'dev', 'unknown too');
    executor.onStart = fails('not_started');
    await start(world, 'dev', 'failed');
    await start(world, 'prod', 'awaited');

    expect(await server().sweep()).toMatchObject({
      swept: true,
      unfinished: 5,
      byStatus: { running: 1, queued: 1, unknown: 2, awaiting_approval: 1 },
    });
  });
});

describe('the check of the store', () => {
  it('says nothing while it answers, and what is wrong when it does not', async () => {
    let isDown = false;
    const { service } = await createWorld({
      store: (store) => ({
        ...store,
        async get(executionId) {
          if (isDown) throw new SluiceError({ code: 'store_unavailable', message: 'down' });
          return store.get(executionId);
        },
      }),
    });

    await expect(service.checkStore()).resolves.toBeUndefined();
    isDown = true;
    await expect(service.checkStore()).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
