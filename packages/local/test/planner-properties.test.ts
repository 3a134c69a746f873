import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { AgentProfile } from '../src/planner/agent/agent-profile.ts';
import { ASKING_VERBS, DOING_VERBS } from '../src/planner/lexicon.ts';
import type { Conversation, PlanState, Step } from '../src/planner/plan.ts';
import { planNext } from '../src/planner/planner.ts';
import { stem } from '../src/planner/words.ts';
import { loadProfiles } from './planner-agents.ts';

const AGENTS = ['orchestrator', 'bootstrap', 'compute', 'app', 'dns', 'database'] as const;
const DOING: readonly string[] = Object.values(DOING_VERBS).flat();
const DOING_STEMS = new Set(DOING.map(stem));

/** Words of all kinds but verbs of doing. */
const QUIET_WORDS = [
  ...'the a for in to of with and or not dev staging prod test live environment please it that is was failed what which'.split(
    ' ',
  ),
  ...'version tag 1.4.2 replicas 3 eu-west-1 instances account 111122223333 zone example.org www orders region tenant'.split(
    ' ',
  ),
  ...'hello thanks status log why because if when never dont t3.large image database app yesterday infrastructure'.split(
    ' ',
  ),
  ...ASKING_VERBS,
].filter((word) => !DOING_STEMS.has(stem(word)));

const quietMessage = fc
  .array(fc.tuple(fc.constantFrom(...QUIET_WORDS), fc.constantFrom(' ', ', ', '. ', '? ', ': ', '\n', '=', '"')), {
    maxLength: 20,
  })
  .map((parts) => parts.flat().join(''));

const anyMessage = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(fc.constantFrom(...QUIET_WORDS, ...DOING, '"', "'", '=', ':', '?', '{', '}', '(', '[', '\\', '$', '/'), {
      maxLength: 25,
    })
    .map((words) => words.join(' ')),
);

const conversation: fc.Arbitrary<Conversation> = fc.record(
  {
    last: fc.record({
      agentType: fc.constantFrom('app', 'nobody'),
      executionId: fc.constantFrom('execution-1', undefined),
      operationId: fc.constantFrom('execute-app-pipeline', 'gone'),
      arguments: fc.constant({ environment: 'dev', unknown: 1 }),
    }),
    pending: fc.record({
      operationId: fc.constantFrom('execute-app-pipeline', 'create-database', 'gone'),
      arguments: fc.constant({ image_tag: '1', unknown: true }),
    }),
    awaiting: fc.constantFrom('app', 'nobody'),
    choice: fc.record({ message: fc.constantFrom('deploy it', 'deploy to dev', '') }),
  },
  { requiredKeys: [] },
);

vi.setConfig({ testTimeout: 30_000 });

let profiles: ReadonlyMap<string, AgentProfile>;
beforeAll(async () => {
  const profile = await loadProfiles();
  profiles = new Map(AGENTS.map((name) => [name, profile(name)]));
});

function stateOf(agentType: string, message: string, more: Partial<PlanState> = {}): PlanState {
  const agent = profiles.get(agentType);
  if (agent === undefined) throw new Error(`There is no agent ${agentType}`);
  return { agent, message, conversation: {}, calls: [], now: 0, startedAt: 0, followForMs: 20_000, ...more };
}

function startsSomething(state: PlanState, step: Step): boolean {
  return step.step === 'call' && ['execute', 'cancel'].includes(state.agent.role(step.operation));
}

describe('the planner, whatever is said', () => {
  it('starts nothing without a verb that asks for a deed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...AGENTS), quietMessage, (agentType, message) => {
        const state = stateOf(agentType, message);
        expect(startsSomething(state, planNext(state))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('starts nothing when it is asked a question', () => {
    const question = fc.constantFrom(
      'what',
      'did',
      'is',
      'can I',
      'should we',
      'how do I',
      'when',
      'who',
      'why',
      'tell me whether you',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...AGENTS),
        question,
        fc.constantFrom(...DOING),
        quietMessage,
        (agentType, asked, verb, rest) => {
          const state = stateOf(agentType, `${asked} ${verb} ${rest.replace(/[.?\n,:]/g, ' ')}?`);
          expect(startsSomething(state, planNext(state))).toBe(false);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('starts nothing that is not to be done', () => {
    const negation = fc.constantFrom("don't", 'do not', 'never', 'please do not', "you shouldn't", 'we must not');
    fc.assert(
      fc.property(
        fc.constantFrom(...AGENTS),
        negation,
        fc.constantFrom(...DOING),
        fc.constantFrom('the app to dev', 'prod', 'it', 'bootstrap in staging'),
        (agentType, no, verb, rest) => {
          const state = stateOf(agentType, `${no} ${verb} ${rest}`);
          expect(startsSomething(state, planNext(state))).toBe(false);
        },
      ),
    );
  });

  it('passes only parameters that the operation declares, and never an execution without the required ones', () => {
    fc.assert(
      fc.property(fc.constantFrom(...AGENTS), anyMessage, conversation, (agentType, message, kept) => {
        const step = planNext(stateOf(agentType, message, { conversation: kept }));
        if (step.step !== 'call') return;
        const declared = step.operation.parameters.map(({ name }) => name);
        expect(declared).toEqual(expect.arrayContaining(Object.keys(step.arguments)));
        const required = step.operation.parameters.filter((parameter) => parameter.required).map(({ name }) => name);
        expect(Object.keys(step.arguments)).toEqual(expect.arrayContaining(required));
      }),
      { numRuns: 1000 },
    );
  });

  it('says where a value comes from: it stands in what was said, or is another name of what does', () => {
    const spoken = new Set(['true', 'false', 'dev', 'prod', 'staging', 'test', 'postgres', 'live']);
    fc.assert(
      fc.property(
        fc.constantFrom('bootstrap', 'compute', 'app', 'dns', 'database'),
        anyMessage,
        (agentType, message) => {
          const step = planNext(stateOf(agentType, `deploy ${message}`));
          if (step.step !== 'call') return;
          for (const value of Object.values(step.arguments)) {
            const text = String(value);
            const isNumberWord = typeof value === 'number';
            expect(
              isNumberWord ||
                spoken.has(text) ||
                typeof value === 'object' ||
                message.toLowerCase().includes(text.toLowerCase()),
            ).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('says something to everybody, and the same every time', () => {
    fc.assert(
      fc.property(fc.constantFrom(...AGENTS), anyMessage, conversation, (agentType, message, kept) => {
        const state = stateOf(agentType, message, { conversation: kept });
        const step = planNext(state);
        expect(planNext(state)).toEqual(step);
        if (step.step !== 'call') expect(step.text.trim()).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });

  it('ends every turn, whatever the tools answer', () => {
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          execution_id: fc.constantFrom('execution-1', ''),
          status: fc.constantFrom('running', 'succeeded', 'failed', 'blocked', 'nonsense'),
          stages: fc.oneof(fc.jsonValue(), fc.constant([{ name: 'a', status: 'running' }])),
          failure: fc.jsonValue(),
          content: fc.string(),
          next_cursor: fc.string(),
          answer: fc.string(),
          message: fc.string(),
          errors: fc.jsonValue(),
          deployed: fc.jsonValue(),
          under_way: fc.jsonValue(),
          pipeline_type: fc.constantFrom('app', 'other'),
        },
        { requiredKeys: [] },
      ),
    );
    const said = fc.constantFrom(
      'deploy app 1.2 to dev',
      'what failed in dev',
      'cancel execution-1',
      'why did execution-1 fail',
      'show the log of execution-1',
      'list the zones in live',
      'stop everything in dev',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...AGENTS),
        said,
        fc.array(fc.tuple(body, fc.constantFrom(200, 400, 500)), { minLength: 1, maxLength: 4 }),
        (agentType, message, answers) => {
          const calls: PlanState['calls'][number][] = [];
          for (;;) {
            const step = planNext(stateOf(agentType, message, { calls }));
            if (step.step !== 'call') break;
            const [answer, status] = answers[calls.length % answers.length] ?? [null, 200];
            calls.push({
              operation: step.operation,
              arguments: step.arguments,
              status,
              body: answer,
              startedAt: 0,
              finishedAt: 0,
            });
            expect(calls.length).toBeLessThanOrEqual(120);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('long messages', () => {
  it('are read in reasonable time', () => {
    const before = performance.now();
    for (const filler of ['deploy the app to dev and ', 'environment = ', 'a.b-c_', '"', 'at least 3 ', 'without ']) {
      planNext(stateOf('app', filler.repeat(4000)));
      planNext(stateOf('orchestrator', filler.repeat(4000)));
      planNext(stateOf('compute', filler.repeat(4000)));
    }
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
