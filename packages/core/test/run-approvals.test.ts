import { describe, expect, it } from 'vitest';
import { type AnswerApprovalRequest, type PendingApproval, SluiceError } from '../src/index.ts';
import { errorOf } from './fixtures/error-of.ts';
import { createScriptedExecutor, fails, runOf, withParts } from './fixtures/scripted-executor.ts';
import { ALICE, createWorld, EVE, READER, ROOT, type World, type WorldOptions } from './fixtures/world.ts';

const REQUEST = { pipelineType: 'dns', environment: 'dev' } as const;
const ID = 'execution-1';
const QUESTION: PendingApproval = { id: 'job-7', title: 'Apply to prod?', canReject: true };

interface Asking extends World {
  readonly answers: AnswerApprovalRequest<unknown>[];
  pending: readonly PendingApproval[];
}

async function asking(options: WorldOptions = {}): Promise<Asking> {
  const answers: AnswerApprovalRequest<unknown>[] = [];
  const executor = withParts(createScriptedExecutor(), {
    approvals: {
      pending: () => asked.pending,
      answer(request) {
        answers.push(request);
        const outcome = asked.pending.some(({ id }) => id === request.approvalId) ? 'answered' : 'not_pending';
        asked.pending = [];
        return { outcome };
      },
    },
  });
  executor.onGet = (runId) => runOf(runId, { status: asked.pending.length > 0 ? 'blocked' : 'running' });
  const world = await createWorld({ ...options, executor });
  const asked: Asking = { ...world, answers, pending: [QUESTION] };
  return asked;
}

describe('what a run waits for a person to say', () => {
  it('is told to readers', async () => {
    const { service } = await asking();
    await service.execute(REQUEST, ALICE);

    expect(await service.pendingApprovals(ID, READER)).toEqual([QUESTION]);
    expect((await service.get(ID, READER, { waitMs: 25_000 })).execution.status).toBe('blocked');
  });

  it('is made fit to be read', async () => {
    const world = await asking();
    await world.service.execute(REQUEST, ALICE);
    world.pending = [
      {
        ...QUESTION,
        title: '\u001b[31mApply\u001b[0m glpat-abcdefghijklmnopqrst?',
        stage: 'pro\u0000d',
        inputs: [
          { name: 'why', description: 'Say\u202e why' },
          { name: 'size', choices: ['s', 'm'] },
        ],
      },
    ];

    expect(await world.service.pendingApprovals(ID, READER)).toEqual([
      {
        ...QUESTION,
        title: 'Apply [redacted]?',
        stage: 'prod',
        inputs: [
          { name: 'why', description: 'Say why' },
          { name: 'size', choices: ['s', 'm'] },
        ],
      },
    ]);
  });

  it('is nothing where there is no run, or the CI system has no such thing', async () => {
    const { service, executor } = await createWorld();
    executor.onStart = fails('not_started');
    await service.execute(REQUEST, ALICE);
    executor.onStart = () => runOf('run-2');
    await service.execute(REQUEST, ALICE);

    expect(await service.pendingApprovals(ID, READER)).toEqual([]);
    expect(await service.pendingApprovals('execution-2', READER)).toEqual([]);
  });
});

describe('an answer to it', () => {
  it('reaches the run, and stands in the audit trail with who gave it', async () => {
    const { service, answers, events, store } = await asking();
    await service.execute(REQUEST, ALICE);

    const result = await service.answerApproval(ID, EVE, {
      approvalId: 'job-7',
      decision: 'approve',
      inputs: { why: 'change 4711' },
    });

    expect(result).toMatchObject({ outcome: 'answered', execution: { status: 'running' } });
    expect(answers).toMatchObject([
      {
        runId: 'run-1',
        target: { job: 'dns' },
        approvalId: 'job-7',
        decision: 'approve',
        inputs: { why: 'change 4711' },
      },
    ]);
    const event = {
      type: 'execution.approval_answered',
      actor: 'eve',
      cause: 'approved "Apply to prod?" at the CI system',
    };
    expect(events).toContainEqual(expect.objectContaining(event));
    expect(await store.listEvents(ID)).toContainEqual(expect.objectContaining(event));
  });

  it('that nobody waits for any more is told, and leaves no trace', async () => {
    const world = await asking();
    await world.service.execute(REQUEST, ALICE);
    world.pending = [];

    expect(await world.service.answerApproval(ID, EVE, { approvalId: 'job-7', decision: 'approve' })).toMatchObject({
      outcome: 'not_pending',
    });
    expect(world.events.map(({ type }) => type)).not.toContain('execution.approval_answered');
  });

  it('needs the scope "approve"', async () => {
    const { service, answers } = await asking();
    await service.execute(REQUEST, ALICE);

    const answer = service.answerApproval(ID, ALICE, { approvalId: 'job-7', decision: 'approve' });

    expect(await errorOf(answer)).toMatchObject({ code: 'forbidden' });
    expect(answers).toEqual([]);
  });

  it('comes from a second person where the rules ask for one, but for a rejection', async () => {
    const environments = { dev: { approval: 'second-person' as const }, prod: {} };
    const { service, answers } = await asking({ pipeline: { environments } });
    await service.execute(REQUEST, ROOT);
    await service.approve(ID, EVE);

    const approval = service.answerApproval(ID, ROOT, { approvalId: 'job-7', decision: 'approve' });

    expect(await errorOf(approval)).toMatchObject({ code: 'forbidden' });
    expect(answers).toEqual([]);
    expect(await service.answerApproval(ID, ROOT, { approvalId: 'job-7', decision: 'reject' })).toMatchObject({
      outcome: 'answered',
    });
  });

  it('is refused where the CI system has no such thing, or there is no run', async () => {
    const { service, executor } = await createWorld();
    await service.execute(REQUEST, ALICE);
    executor.onStart = fails('not_started');
    await service.execute({ ...REQUEST, environment: 'prod' }, ALICE);

    for (const id of [ID, 'execution-2']) {
      const answer = service.answerApproval(id, EVE, { approvalId: 'job-7', decision: 'approve' });
      expect(await errorOf(answer)).toMatchObject({ code: 'approval_not_pending', executionId: id });
    }
  });

  it('that the run does not take is the error of the executor', async () => {
    const world = await asking();
    await world.service.execute(REQUEST, ALICE);
    const refuse = (): never => {
      throw new SluiceError({ code: 'invalid_request', message: 'It can not be rejected.' });
    };
    Object.assign(world.executor, { answerApproval: async () => refuse() });

    const answer = world.service.answerApproval(ID, EVE, { approvalId: 'job-7', decision: 'reject' });

    expect(await errorOf(answer)).toMatchObject({ code: 'invalid_request', message: 'It can not be rejected.' });
  });
});
