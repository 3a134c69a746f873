import type { Execution, ExecutionStore } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import type { components } from '../src/generated/memory.ts';
import { createMemoryManager } from '../src/memory-manager/index.ts';
import { readExecutions } from '../src/memory-manager/read-executions.ts';
import { gatewayEvent } from './support/agent-events.ts';
import { executionOf, NOW, RUN, START, useMemory } from './support/memory-bench.ts';

type DeployedAnswer = components['schemas']['DeployedAnswer'];

const memory = useMemory();
const { remember } = memory;

const check = (parameters: Readonly<Record<string, string>> = {}): Promise<DeployedAnswer> =>
  memory.told('/memory/deployed', { environment: 'dev', pipeline_type: 'bootstrap', ...parameters });

const failed = { status: 'failed', run: RUN, failure: { code: 'pipeline_failed', message: 'Exit 1' } } as const;

interface Row {
  readonly executions: readonly Partial<Execution>[];
  readonly deployed: boolean | null;
  readonly certain: boolean;
  readonly execution?: string;
  readonly says: RegExp;
}

const ROWS: Readonly<Record<string, Row>> = {
  'it succeeded': {
    executions: [{ status: 'succeeded' }],
    deployed: true,
    certain: true,
    execution: 'exec-1',
    says: /^Yes: bootstrap in dev is deployed \(execution exec-1, succeeded 2026-01-01T00:01:30\.000Z\)\.$/,
  },
  'nothing is remembered': {
    executions: [],
    deployed: false,
    certain: true,
    says: /^No: no execution of bootstrap in dev has succeeded\. Nothing is remembered of it\. Make sure.*may not show yet/,
  },
  'it only failed': {
    executions: [failed],
    deployed: false,
    certain: true,
    says: /^No: .*Execution exec-1 failed; what was changed before it failed may still be so/,
  },
  'it failed after it had succeeded': {
    executions: [{ status: 'succeeded' }, failed],
    deployed: true,
    certain: true,
    execution: 'exec-1',
    says: /^Yes: .*Execution exec-2 failed after that; what was changed before it failed may still be so/,
  },
  'it succeeded after it had failed, as a retry': {
    executions: [failed, { status: 'succeeded', retryOf: 'exec-1' }],
    deployed: true,
    certain: true,
    execution: 'exec-2',
    says: /^Yes: [^.]*exec-2[^.]*\.000Z\)\.$/,
  },
  'a retry of what failed is running': {
    executions: [{ status: 'succeeded' }, failed, { status: 'running', run: RUN, retryOf: 'exec-2' }],
    deployed: true,
    certain: false,
    execution: 'exec-1',
    says: /Execution exec-3, which tries exec-2 again, is running as last seen, and the answer may change/,
  },
  'its first run is under way': {
    executions: [{ status: 'queued', run: RUN }],
    deployed: false,
    certain: false,
    says: /^No: .*Execution exec-1 is queued as last seen, and the answer may change: ask get-execution/,
  },
  'another run waits for approval': {
    executions: [{ status: 'succeeded' }, { status: 'awaiting_approval' }],
    deployed: true,
    certain: true,
    execution: 'exec-1',
    says: /Execution exec-2 awaits approval and has changed nothing/,
  },
  'a run was cancelled after it': {
    executions: [{ status: 'succeeded' }, { status: 'cancelled', run: RUN }],
    deployed: true,
    certain: false,
    execution: 'exec-1',
    says: /Execution exec-2 was cancelled after that and may have changed something, so this is not certain/,
  },
  'one was cancelled before it had a run': {
    executions: [{ status: 'succeeded' }, { status: 'cancelled' }],
    deployed: true,
    certain: true,
    execution: 'exec-1',
    says: /^Yes: [^.]*\.000Z\)\.$/,
  },
  'the others were denied, expired, skipped and never started': {
    executions: [
      { status: 'succeeded' },
      { status: 'denied' },
      { status: 'expired' },
      { status: 'failed', run: RUN, failure: { code: 'pipeline_skipped', message: 'Skipped' } },
      { status: 'failed', failure: { code: 'never_started', message: 'No run' } },
      { status: 'failed', failure: { code: 'not_started', message: 'Refused' } },
    ],
    deployed: true,
    certain: true,
    execution: 'exec-1',
    says: /^Yes: [^.]*\.000Z\)\.$/,
  },
  'a run was lost after it': {
    executions: [{ status: 'succeeded' }, { status: 'lost' }],
    deployed: true,
    certain: false,
    execution: 'exec-1',
    says: /Execution exec-2 was lost after that and may have changed something, so this is not certain/,
  },
  'the only run was lost': {
    executions: [failed, { status: 'lost' }],
    deployed: null,
    certain: false,
    says: /^It is not known whether bootstrap in dev is deployed: nobody can tell what became of execution exec-2\./,
  },
  'the only run was deleted before its end was seen': {
    executions: [{ status: 'failed', run: RUN, failure: { code: 'run_deleted', message: 'Gone' } }],
    deployed: null,
    certain: false,
    says: /^It is not known.*nobody can tell what became of execution exec-1/,
  },
  'an older run ended later': {
    executions: [
      { status: 'succeeded', finishedAt: START + 3_600_000 },
      { status: 'cancelled', run: RUN },
    ],
    deployed: true,
    certain: true,
    execution: 'exec-1',
    says: /^Yes: [^.]*exec-1/,
  },
  'only another pipeline, another environment and another tenant were': {
    executions: [
      { status: 'succeeded', pipelineType: 'app' },
      { status: 'succeeded', environment: 'prod' },
      { status: 'failed', run: RUN },
      { status: 'succeeded', tenantId: 'acme' },
    ],
    deployed: false,
    certain: true,
    says: /^No: .*It was executed for tenants as well: name a tenant_id/,
  },
};

describe('whether something is deployed', () => {
  it.each(Object.entries(ROWS))('is answered where %s', async (_, { executions, says, ...row }) => {
    await remember(...executions);
    const answer = await check();
    expect(answer).toMatchObject({ deployed: row.deployed, certain: row.certain });
    expect(answer.execution?.execution_id).toBe(row.execution);
    expect(answer.message).toMatch(says);
    expect(Object.keys(answer)[0]).toBe('message');
  });

  it('lists what is under way and what failed since', async () => {
    await remember({ status: 'succeeded' }, failed, { status: 'denied' }, { status: 'running', run: RUN });
    const answer = await check();
    expect(answer.under_way).toMatchObject([{ execution_id: 'exec-4', url: RUN.url }]);
    expect(answer.failed_since).toMatchObject([
      { execution_id: 'exec-3' },
      { execution_id: 'exec-2', failure: 'Exit 1' },
    ]);
  });

  it('is answered for the tenant that is named', async () => {
    await remember(
      { status: 'succeeded', tenantId: 'acme' },
      { status: 'failed', run: RUN },
      { status: 'running', tenantId: 'globex', run: RUN },
    );
    expect(await check({ tenant_id: 'acme' })).toMatchObject({
      deployed: true,
      certain: true,
      tenant_id: 'acme',
      execution: { execution_id: 'exec-1' },
      under_way: [],
      failed_since: [],
    });
    expect(await check({ tenant_id: 'globex' })).toMatchObject({ deployed: false, certain: false });
    expect(await check({ tenant_id: 'initech' })).toMatchObject({ deployed: false, certain: true });
  });

  it('depends on the tenant where it was executed for tenants only', async () => {
    await remember(
      { status: 'succeeded', tenantId: 'acme' },
      { status: 'failed', tenantId: 'globex', run: RUN },
      { status: 'lost', tenantId: 'initech' },
    );
    const answer = await check();
    expect(answer).toMatchObject({ deployed: null, certain: false, under_way: [], failed_since: [] });
    expect(answer.tenants).toEqual([
      { tenant_id: 'initech', deployed: null },
      { tenant_id: 'globex', deployed: false },
      { tenant_id: 'acme', deployed: true },
    ]);
    expect(answer.message).toMatch(/^That depends on the tenant: bootstrap in dev was executed for tenants only/);
  });

  it('is not known where older executions were left unread, never a no', async () => {
    const store = endless(memory.store(), () => executionOf(1, { ...failed, tenantId: 'acme' }));
    const asked = { environment: 'dev', pipeline_type: 'bootstrap', tenant_id: 'acme' };
    const answer = await memory.told<DeployedAnswer>('/memory/deployed', asked, { store: async () => store });
    expect(answer).toMatchObject({ deployed: null, certain: false, incomplete: true });
    expect(answer.message).toMatch(
      /^It is not known whether bootstrap for acme in dev is deployed: older executions were not read\. Name a tenant_id/,
    );
    expect(answer.shortened).toMatch(/49\d of 500 in failed_since/);
    expect(JSON.stringify(answer).length).toBeLessThanOrEqual(4000);
  });

  it('is yes, but not certain, where a success was found and older executions were left unread', async () => {
    const store = endless(memory.store(), (number) => executionOf(number, { status: 'succeeded' }));
    const asked = { environment: 'dev', pipeline_type: 'bootstrap' };
    const answer = await memory.told<DeployedAnswer>('/memory/deployed', asked, { store: async () => store });
    expect(answer).toMatchObject({ deployed: true, certain: false, incomplete: true });
  });

  it('is answered with what was read until the time got short', async () => {
    const store = endless(memory.store(), (number) => executionOf(number, failed));
    let left = 6000;
    const remainingMs = (): number => {
      left -= 1500;
      return left;
    };
    const read = await readExecutions(store, { environment: 'dev' }, { remainingMs });
    expect(read).toMatchObject({ incomplete: true });
    expect(read.executions).toHaveLength(300);
  });

  it('is searched for through pages that hold nothing', async () => {
    await remember({ status: 'succeeded' });
    const real = memory.store();
    let empty = 3;
    const sparse: ExecutionStore = {
      ...real,
      async listByEnvironment(query) {
        empty -= 1;
        return empty >= 0
          ? { executions: [], cursor: 'go on' }
          : real.listByEnvironment({ ...query, cursor: undefined });
      },
    };
    const asked = { environment: 'dev', pipeline_type: 'bootstrap' };
    const answer = await memory.told<DeployedAnswer>('/memory/deployed', asked, { store: async () => sparse });
    expect(answer).toMatchObject({ deployed: true, certain: true });
  });

  it('is not certain where it was asked for since, and never answered', async () => {
    await memory.open({ askedAt: START });
    await remember({ status: 'succeeded' });
    await memory.open({ tenantId: 'acme' });
    await memory.open({ pipelineType: 'app' });
    expect(await check()).toMatchObject({ deployed: true, certain: true });
    await memory.open({ askedAt: NOW });
    const answer = await check();
    expect(answer).toMatchObject({
      deployed: true,
      certain: false,
      unanswered: [{ asked_at: '2026-01-02T00:00:00.000Z' }],
    });
    expect(answer.unanswered).toHaveLength(1);
    expect(answer.message).toMatch(
      /Asked for, and not answered: bootstrap at .*whether that started anything is not known/,
    );
    expect(await check({ tenant_id: 'acme' })).toMatchObject({ deployed: false, certain: false });
  });
});

describe('whether certain parameters are deployed', () => {
  const parameters = { version: '1.4.2', replicas: 3, debug: false, zones: ['a', 'b'], token: '[redacted]' };

  it.each<[string, boolean | null, RegExp]>([
    [
      '{"version":"1.4.2"}',
      true,
      /^Yes: bootstrap in dev is deployed with \{"version":"1\.4\.2"\} \(execution exec-1,/,
    ],
    ['{"version":"1.4.2","replicas":"3","debug":"false"}', true, /^Yes/],
    ['{"zones":["a","b"]}', true, /^Yes/],
    ['{}', true, /^Yes/],
    [
      '{"version":"1.5.0"}',
      false,
      /^No: bootstrap in dev is deployed \(.*\), but version is "1\.4\.2", not "1\.5\.0"\./,
    ],
    ['{"replicas":30}', false, /but replicas is 3, not 30\./],
    ['{"zones":["b","a"]}', false, /but zones is \["a","b"\], not \["b","a"\]\./],
    ['{"region":"eu-west-1"}', false, /but region is not set, not "eu-west-1"\./],
    ['{"toString":"x"}', false, /but toString is not set/],
    [
      '{"token":"geheim"}',
      null,
      /^It is not known whether .* with {"token":"geheim"}: it is deployed \(.*\), but the value of token is secret/,
    ],
    ['{"token":"geheim","version":"1.5.0"}', false, /^No/],
  ])('is answered for %s', async (asked, deployed, says) => {
    await remember({ status: 'succeeded', parameters });
    const answer = await check({ parameters: asked });
    expect(answer.deployed).toBe(deployed);
    expect(answer.message).toMatch(says);
    expect(answer).toMatchObject({ execution: { execution_id: 'exec-1' } });
  });

  it('is not a no while a lost run may have deployed them', async () => {
    await remember({ status: 'succeeded', parameters }, { status: 'lost', parameters: { version: '1.5.0' } });
    const answer = await check({ parameters: '{"version":"1.5.0"}' });
    expect(answer).toMatchObject({
      deployed: null,
      differences: [{ name: 'version', asked: '"1.5.0"', deployed: '"1.4.2"' }],
    });
  });

  it.each(['1.4.2', '["version"]', 'null', '{version=1.4.2}', '"version"'])('is not asked with %s', async (asked) => {
    const { status, body } = await memory.ask('/memory/deployed', {
      environment: 'dev',
      pipeline_type: 'bootstrap',
      parameters: asked,
    });
    expect(status).toBe(400);
    expect(body['errors']).toMatchObject([{ field: 'parameters' }]);
  });

  it('takes its question from AgentCore Gateway, too', async () => {
    await remember({ status: 'succeeded', parameters });
    const handler = createMemoryManager(memory.options());
    const { event, context } = gatewayEvent('check-deployed', {
      environment: 'dev',
      pipeline_type: 'bootstrap',
      parameters: '{"version":"1.4.2"}',
    });
    expect(await handler(event, context)).toMatchObject({ deployed: true });
  });
});

/** A store whose every page is followed by another one. */
function endless(real: ExecutionStore, make: (number: number) => Execution): ExecutionStore {
  return {
    ...real,
    listByEnvironment: async ({ limit }) => ({
      executions: Array.from({ length: limit }, (_, index) => make(index + 1)),
      cursor: 'go on',
    }),
  };
}
