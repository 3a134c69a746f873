import { describe, expect, it } from 'vitest';
import { executionToWire } from '../src/index.ts';
import { fails, runOf } from './fixtures/scripted-executor.ts';
import { ALICE, createWorld, dnsGroup, EVE, READER, type World } from './fixtures/world.ts';

const SECRET = 'correct horse battery';
const GROUP = dnsGroup(
  {
    record: { type: 'string' },
    password: { type: 'string', writeOnly: true },
    login: { type: 'object', properties: { pin: { type: 'string' } }, writeOnly: true },
  },
  ['password'],
);
const REQUEST = {
  pipelineType: 'dns',
  environment: 'dev',
  parameters: { record: 'www', password: SECRET, login: { pin: '86753099' } },
} as const;

async function world(approval: 'none' | 'second-person' = 'none'): Promise<World> {
  return createWorld({ group: GROUP, pipeline: { environments: { dev: { approval }, prod: {} } } });
}

/** Everything that came out of a world: what was answered, told, logged and kept. */
async function everything({ store, events, lines }: World, ...answers: readonly unknown[]): Promise<string> {
  const kept = [await store.get('execution-1'), await store.listEvents('execution-1')];
  return JSON.stringify([answers, events, lines, kept]);
}

describe('a parameter that is marked as secret', () => {
  it('reaches the run and nothing else', async () => {
    const all = await world();

    const { execution } = await all.service.execute(REQUEST, ALICE);
    const read = await all.service.get('execution-1', READER);

    expect(all.executor.started[0]?.variables).toMatchObject({ PASSWORD: SECRET, LOGIN: '{"pin":"86753099"}' });
    expect(execution.parameters).toEqual({ record: 'www', password: '[redacted]', login: '[redacted]' });
    expect(await everything(all, execution, read, executionToWire(execution))).not.toMatch(/correct horse|86753099/);
  });

  it('is kept while an approval is awaited, and shown to nobody', async () => {
    const all = await world('second-person');
    const { execution } = await all.service.execute(REQUEST, ALICE);
    const page = await all.service.list({ environment: 'dev', limit: 10 }, READER);
    const read = await all.service.get('execution-1', READER);

    expect((await all.store.get('execution-1'))?.secretParameters).toEqual({
      password: SECRET,
      login: { pin: '86753099' },
    });
    const shown = JSON.stringify([execution, page, read, all.events, await all.store.listEvents('execution-1')]);
    expect(shown).not.toMatch(/correct horse|86753099|secretParameters/);

    await all.service.approve('execution-1', EVE);

    expect(all.executor.started[0]?.variables).toMatchObject({ PASSWORD: SECRET });
    expect(await everything(all)).not.toMatch(/correct horse|86753099/);
  });

  it.each([
    ['is denied', (all: World) => all.service.deny('execution-1', EVE)],
    ['is cancelled', (all: World) => all.service.cancel('execution-1', ALICE)],
    [
      'expires',
      async (all: World) => {
        await all.clock.advance(3_600_000);
        await all.service.sweep();
      },
    ],
  ])('is forgotten when its execution %s', async (_, end) => {
    const all = await world('second-person');
    await all.service.execute(REQUEST, ALICE);

    await end(all);

    expect(await everything(all)).not.toMatch(/correct horse|86753099/);
  });

  it.each(['unknown', 'not_started'] as const)('is forgotten when the start is %s', async (outcome) => {
    const all = await world();
    all.executor.onStart = fails(outcome);

    await all.service.execute(REQUEST, ALICE);

    expect(await everything(all)).not.toMatch(/correct horse|86753099/);
  });

  it('is concealed where the CI system quotes it in a refusal', async () => {
    const all = await world();
    all.executor.onStart = fails('not_started', `The value "${SECRET}" of PASSWORD and 86753099 are too weak.`);

    const { execution } = await all.service.execute(REQUEST, ALICE);

    expect(execution.failure?.message).toBe('The value "[redacted]" of PASSWORD and [redacted] are too weak.');
    expect(await everything(all)).not.toMatch(/correct horse|86753099/);
  });

  it('makes another request when it has another value', async () => {
    const { service } = await world();
    await service.execute(REQUEST, ALICE);
    const other = { ...REQUEST, parameters: { ...REQUEST.parameters, password: 'another one' } };

    await expect(service.execute(other, ALICE)).rejects.toMatchObject({ code: 'concurrency_conflict' });
    expect((await service.execute(REQUEST, ALICE)).replayed).toBe(true);
  });

  it('is not named by an error about it', async () => {
    const { service } = await world();
    const wrong = { ...REQUEST, parameters: { password: { value: SECRET } } };

    const error = await service.execute(wrong, ALICE).catch((reason: unknown) => reason);

    expect(JSON.stringify(error)).toContain('password must be of the type string');
    expect(JSON.stringify(error)).not.toContain('correct horse');
  });

  it('is not there for a retry, which says what to do instead', async () => {
    const { service, executor } = await world();
    executor.onStart = () => runOf('run-1', { status: 'failed' });
    await service.execute(REQUEST, ALICE);

    await expect(service.retry('execution-1', ALICE)).rejects.toMatchObject({
      code: 'retry_not_allowed',
      message: expect.stringContaining(
        'the value of password, login is not kept. Execute the pipeline with that value',
      ),
    });
  });
});
