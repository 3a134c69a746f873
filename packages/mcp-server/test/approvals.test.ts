import type { PendingApproval, Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.ts';

const QUESTION: PendingApproval = {
  id: 'question-1',
  title: 'Deploy \u001b[31mnow\u001b[0m?',
  stage: 'deploy',
  canReject: true,
  inputs: [{ name: 'version', choices: ['1', '2'], defaultValue: '1' }],
};

async function startAsking(): Promise<TestServer & { readonly path: string }> {
  const server = await startTestServer();
  const { execution_id } = await server.execute();
  server.executor.ask(execution_id, QUESTION);
  return { ...server, path: `/executions/${execution_id}/approvals` };
}

describe('GET /executions/{execution_id}/approvals', () => {
  it('lists what the run asks, as text that is fit to be read', async () => {
    const { call, path } = await startAsking();
    const { body } = await call<Wire['PendingApprovalList']>('GET', path, { key: 'read' });
    expect(body.approvals).toEqual([
      {
        id: 'question-1',
        title: 'Deploy now?',
        stage: 'deploy',
        can_reject: true,
        inputs: [{ name: 'version', choices: ['1', '2'], default_value: '1' }],
      },
    ]);
  });

  it('lists nothing where nothing is asked', async () => {
    const { call, execute } = await startTestServer();
    const { execution_id } = await execute({ environment: 'gated' });
    const { body } = await call<Wire['PendingApprovalList']>('GET', `/executions/${execution_id}/approvals`);
    expect(body).toEqual({ approvals: [] });
  });
});

describe('POST /executions/{execution_id}/approvals', () => {
  const ANSWER = { approval_id: 'question-1', decision: 'approve', inputs: { version: '2' } };

  it('hands the answer to the run, and says when it came too late', async () => {
    const { call, executor, path } = await startAsking();
    const first = await call<Wire['ApprovalResult']>('POST', path, { key: 'approve', body: ANSWER });
    expect([first.status, first.body.outcome]).toEqual([200, 'answered']);
    const trail = await call<Wire['ExecutionEventList']>('GET', path.replace('approvals', 'events'));
    const said = {
      type: 'execution.approval_answered',
      actor: 'eve',
      cause: 'approved "Deploy now?" at the CI system',
    };
    expect(trail.body.events).toContainEqual(expect.objectContaining(said));
    expect(executor.answers).toMatchObject([
      { approvalId: 'question-1', decision: 'approve', inputs: { version: '2' } },
    ]);
    const second = await call<Wire['ApprovalResult']>('POST', path, { key: 'approve', body: ANSWER });
    expect([second.status, second.body.outcome]).toEqual([200, 'not_pending']);
    expect(executor.answers).toHaveLength(1);
  });

  it('is not for who may only execute', async () => {
    const { call, executor, path } = await startAsking();
    const { status, body } = await call('POST', path, { body: ANSWER });
    expect([status, body.detail]).toEqual([403, 'This needs the scope "approve"; team has: read, execute.']);
    expect(executor.answers).toEqual([]);
  });

  it.each([
    ['nothing', {}, 'approval_id is required; decision is required, allowed: approve, reject'],
    [
      'another decision',
      { ...ANSWER, decision: 'maybe' },
      'decision is not one of the allowed values, allowed: approve, reject',
    ],
    ['an input that is no text', { ...ANSWER, inputs: { version: 2 } }, 'inputs.version must be a string'],
    ['inputs that are a list', { ...ANSWER, inputs: ['2'] }, 'inputs must be an object'],
    ['confirmed: true', { ...ANSWER, confirmed: true }, 'confirmed is not known here'],
  ])('refuses %s', async (_, body, detail) => {
    const { call, executor, path } = await startAsking();
    const answer = await call('POST', path, { key: 'approve', body });
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toContain(detail);
    expect(executor.answers).toEqual([]);
  });

  it('needs a body', async () => {
    const { call, path } = await startAsking();
    const { status, body } = await call('POST', path, { key: 'approve' });
    expect([status, body.detail]).toEqual([400, 'Send the body as JSON, with "Content-Type: application/json".']);
  });
});
