import type { ExecutorCapabilities } from '@sluice/core';
import { check } from './broken-promise.ts';
import type { ExecutorCaseGroup } from './executor-case.ts';

const NO_TARGETS: readonly unknown[] = [null, 42, [], { nothing: 'that is known' }];
const REQUIRED = ['start', 'find', 'get', 'list', 'cancel', 'readLog'] as const;

/** Cases about what the executor says of itself. */
export const shapeCases: ExecutorCaseGroup = {
  name: 'shape',
  cases: [
    {
      name: 'has the methods that its capabilities declare, and no others',
      async run({ executor }) {
        check(executor.specificationVersion === 'v1', 'specificationVersion is "v1"', executor.specificationVersion);
        check(/^[a-z][a-z0-9-]*$/.test(executor.name), 'its name is a word in lower case', executor.name);
        const missing = REQUIRED.filter((method) => typeof executor[method] !== 'function');
        check(missing.length === 0, 'it has the methods that every executor has', `it lacks ${missing.join(', ')}`);
        for (const [method, declared] of optionalMethods(executor.capabilities)) {
          const promised = `it has ${method} where its capabilities say so, and only there`;
          check(declared === (typeof executor[method] === 'function'), promised, executor.capabilities);
        }
      },
    },
    {
      name: 'declares each kind of force once, mildest first',
      async run({ executor }) {
        const { force } = executor.capabilities;
        const mildestFirst = (['terminate', 'kill'] as const).filter((kind) => force.includes(kind));
        const promised = 'capabilities.force is a part of terminate, kill, in that order';
        check(force.join() === mildestFirst.join(), promised, force);
      },
    },
    {
      name: 'takes the targets of its catalog, and refuses what is none',
      async run({ executor, prepare, scenarioKinds }) {
        for (const kind of scenarioKinds) await prepare(kind);
        for (const target of NO_TARGETS) {
          const result = await executor.targetSchema['~standard'].validate(target);
          check((result.issues ?? []).length > 0, 'targetSchema refuses what is no target', { target, result });
        }
      },
    },
  ],
};

type OptionalMethod = 'retry' | 'pendingApprovals' | 'answerApproval' | 'receiveWebhook';

function optionalMethods({ retry, approvals, webhooks }: ExecutorCapabilities): readonly [OptionalMethod, boolean][] {
  return [
    ['retry', retry],
    ['pendingApprovals', approvals],
    ['answerApproval', approvals],
    ['receiveWebhook', webhooks],
  ];
}
