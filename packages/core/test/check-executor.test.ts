import { describe, expect, it } from 'vitest';
import { ConfigurationError, type PipelineExecutor } from '../src/index.ts';
import { createScriptedExecutor, withParts } from './fixtures/scripted-executor.ts';
import { dnsCatalog } from './fixtures/world.ts';

async function faultsOf(change: Partial<PipelineExecutor> | Record<string, unknown>): Promise<readonly string[]> {
  const executor = Object.assign(createScriptedExecutor(), change);
  const error: unknown = await dnsCatalog(executor).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return [];
  if (!(error instanceof ConfigurationError)) throw error;
  expect(error.issues.map(({ path }) => path)).toEqual(error.issues.map(() => ['executors', 'ci']));
  return error.issues.map(({ message }) => message);
}

const NOTHING = { retry: false, approvals: false, webhooks: false, force: [] };

describe('the catalog takes an executor', () => {
  it('that declares nothing beyond what every one must have', async () => {
    expect(await faultsOf({})).toEqual([]);
  });

  it('that declares whatever it has', async () => {
    const executor = withParts(createScriptedExecutor(), {
      force: ['kill'],
      webhook: () => ({ outcome: 'unauthenticated' }),
      approvals: { pending: () => [], answer: () => ({ outcome: 'not_pending' }) },
    });

    expect((await dnsCatalog(executor)).executor('ci')).toBe(executor);
  });
});

describe('the catalog refuses an executor', () => {
  it.each([
    ['of another version of the port', { specificationVersion: 'v2' }],
    ['that says nothing of its capabilities', { capabilities: undefined }],
  ])('%s', async (_, change) => {
    expect(await faultsOf(change)).toEqual([
      'is no executor of specificationVersion "v1"; install versions of it and of Sluice that fit',
    ]);
  });

  it.each([
    ['retry', 'retry'],
    ['webhooks', 'receiveWebhook'],
  ])('that declares %s and lacks the method', async (capability, method) => {
    expect(await faultsOf({ capabilities: { ...NOTHING, [capability]: true } })).toEqual([
      `declares what needs ${method}, and lacks it`,
    ]);
  });

  it('that declares approvals and lacks both methods', async () => {
    expect(await faultsOf({ capabilities: { ...NOTHING, approvals: true } })).toEqual([
      'declares what needs pendingApprovals, and lacks it',
      'declares what needs answerApproval, and lacks it',
    ]);
  });

  it.each(['retry', 'pendingApprovals', 'answerApproval', 'receiveWebhook'])(
    'that has %s without saying so',
    async (method) => {
      expect(await faultsOf({ [method]: async () => undefined })).toEqual([`has ${method}, and does not declare it`]);
    },
  );

  it('that has half of what approvals need', async () => {
    const half = { capabilities: { ...NOTHING, approvals: true }, pendingApprovals: async () => [] };

    expect(await faultsOf(half)).toEqual(['declares what needs answerApproval, and lacks it']);
  });
});
