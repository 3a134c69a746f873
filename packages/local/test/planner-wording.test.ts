import { describe, expect, it } from 'vitest';
import { outcomeOfAnswer } from '../src/planner/orchestrator/after-delegation.ts';
import { readError, readExecution } from '../src/planner/tool-reply.ts';
import { describeError } from '../src/planner/wording/error.ts';
import { describeExecution } from '../src/planner/wording/execution.ts';

const STATUSES = [
  'starting',
  'unknown',
  'queued',
  'running',
  'blocked',
  'succeeded',
  'failed',
  'cancelled',
  'lost',
  'awaiting_approval',
  'denied',
  'expired',
] as const;

function describeStatus(status: string, more: object = {}, cancelAsked = false): ReturnType<typeof describeExecution> {
  const execution = readExecution({
    execution_id: 'execution-1',
    status,
    pipeline_type: 'app',
    environment: 'dev',
    ...more,
  });
  if (execution === undefined) throw new Error('This is an execution');
  return describeExecution({ execution, first: execution, cancelAsked, followedMs: 3000 });
}

describe('the description of an execution', () => {
  it.each(STATUSES.filter((status) => status !== 'succeeded'))('never claims success when it is %s', (status) => {
    const { text, outcome } = describeStatus(status, { stages: [{ name: 'build', status: 'succeeded' }] });
    expect(text).not.toMatch(/succeeded|deployed|completed/);
    expect(outcome).not.toBe('succeeded');
  });

  it.each(STATUSES)('names the execution and its link when it is %s', (status) => {
    const { text } = describeStatus(status, { url: 'https://ci.example.com/1' });
    expect(text).toContain('Execution: execution-1');
    expect(text).toContain('Link: https://ci.example.com/1');
  });

  it.each([
    ['starting', 'unfinished', 'still starting'],
    ['unknown', 'unfinished', 'not known yet'],
    ['queued', 'unfinished', 'still queued'],
    ['running', 'unfinished', 'still running after 3 s; it is not complete yet'],
    ['blocked', 'unfinished', 'waits for a person'],
    ['succeeded', 'succeeded', 'app in dev succeeded'],
    ['failed', 'failed', 'app in dev failed'],
    ['cancelled', 'failed', 'was cancelled'],
    ['lost', 'failed', 'A person must look'],
    ['awaiting_approval', 'unfinished', 'awaits approval by a person; nothing has been started'],
    ['denied', 'failed', 'was denied: nothing was started'],
    ['expired', 'failed', 'was not approved in time: nothing was started'],
  ])('of one that is %s has the outcome %s, and so it reads to who passes it on', (status, outcome, part) => {
    const described = describeStatus(status);
    expect(described.outcome).toBe(outcome);
    expect(described.text).toContain(part);
    expect(outcomeOfAnswer(described.text, 'execute')).toBe(outcome);
  });

  it('tells with which parameters it ran, defaults included', () => {
    const parameters = { region: 'eu-west-1', replicas: 2, run_migrations: false };
    expect(describeStatus('succeeded', { parameters }).text).toContain(
      '\nWith: region eu-west-1, replicas 2, run_migrations false\n',
    );
  });

  it('tells how long it took from its own times', () => {
    const times = { created_at: '2026-01-01T00:00:00Z', finished_at: '2026-01-01T00:02:05Z' };
    expect(describeStatus('succeeded', times).text).toContain('succeeded after 2 min 5 s.');
    expect(describeStatus('failed', times).text).toContain('failed after 2 min 5 s');
  });

  it('says that nothing new was started when it had been asked for before', () => {
    expect(describeStatus('running', { replayed: true }).text).toMatch(
      /^This one was under way already; nothing new was started\./,
    );
    expect(describeStatus('succeeded', { replayed: true }).text).toMatch(
      /^This had been asked for before; nothing new was started\./,
    );
  });

  it('says that no run was started only where the failure says so', () => {
    const failure = (code: string): object => ({ failure: { code, message: 'GitLab answered 401.' } });
    expect(describeStatus('failed', failure('not_started')).text).toContain('No run was started.');
    expect(describeStatus('failed', failure('never_started')).text).toContain('No run was started.');
    expect(describeStatus('failed', failure('pipeline_failed')).text).not.toContain('No run was started.');
    expect(describeStatus('lost', failure('outcome_unknown')).text).toContain('GitLab answered 401.');
    expect(describeStatus('lost', failure('run_deleted')).text).toContain('its run was deleted');
  });

  it('tells a note, a tenant, and that a stop was asked for', () => {
    const { text } = describeStatus('running', { note: 'As of 10:00.', tenant_id: 'acme' }, true);
    expect(text).toContain('app in dev for acme');
    expect(text).toContain('Note: As of 10:00.');
    expect(text).toContain('It was asked to stop.');
    expect(describeStatus('cancelled', {}, true).outcome).toBe('answered');
    expect(describeStatus('succeeded', {}, true).text).toContain('It ended before it could be stopped.');
  });

  it('reads link and stages also where the run has them', () => {
    const run = { url: 'https://ci.example.com/2', stages: [{ name: 'build', status: 'running' }] };
    const { text } = describeStatus('running', { run });
    expect(text).toContain('Stages: build (running)');
    expect(text).toContain('https://ci.example.com/2');
  });
});

describe('the description of an error', () => {
  const error = (body: unknown): string => {
    const read = readError({ status: 400, body });
    return read === undefined ? '' : describeError(read);
  };

  it('lists the fields that the message does not tell, with what they accept', () => {
    const errors = [
      { field: 'environment', message: 'is wrong', allowed: ['dev', 'prod'] },
      { field: 'replicas', message: 'must be a number' },
    ];
    expect(error({ message: 'Two things are wrong.', errors })).toBe(
      'Two things are wrong.\n- environment: is wrong Allowed: dev, prod.\n- replicas: must be a number',
    );
  });

  it('tells nothing twice', () => {
    const message = 'Nothing was started: environment is wrong, allowed: dev, prod; see execution-1.';
    const errors = [{ field: 'environment', message: 'is wrong', allowed: ['dev', 'prod'] }];
    expect(error({ message, errors, nothing_started: true, execution_id: 'execution-1' })).toBe(message);
  });

  it('says that nothing was started only where the tool does', () => {
    expect(error({ message: 'No.', nothing_started: true })).toBe('No.\nNothing was started.');
    expect(error({ message: 'No.' })).toBe('No.');
  });

  it.each([undefined, null, 1, 'text', [], {}])('has something to say of %j too', (body) => {
    expect(error(body)).not.toBe('');
  });
});
