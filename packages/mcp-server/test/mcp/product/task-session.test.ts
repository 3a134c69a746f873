import { resultFromTaskOutcome } from '@modelcontextprotocol/ext-tasks/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectTaskSession, type TaskSession } from '../../support/task-session.ts';

const TOOL = 'execute_web-app_pipeline';

describe.each(['http', 'stdio'] as const)('the tasks extension over %s', { timeout: 60_000 }, (transport) => {
  async function connected(): Promise<TaskSession> {
    const connection = await connectTaskSession(transport);
    onTestFinished(connection.close);
    return connection;
  }

  it('settles a task with the result of the pipeline, also of one that failed', async () => {
    const { session } = await connected();
    const execution = await session.callTool(TOOL, { environment: 'dev', version: 'ok' });
    expect(execution.kind).toBe('task');
    const result = resultFromTaskOutcome((await execution.settle()).outcome);
    expect(result).toMatchObject({
      structuredContent: { status: 'succeeded', execution_id: execution.handle?.taskId },
    });
    const failed = await session.callTool(TOOL, { environment: 'dev', version: 'fail' });
    expect(resultFromTaskOutcome((await failed.settle()).outcome)).toMatchObject({ isError: true });
  });

  it('asks the person before the task and within it', async () => {
    const { session, asked } = await connected();
    const gated = await session.callTool(TOOL, { environment: 'stage', version: 'ask' });
    expect(asked).toEqual([expect.stringContaining('Start web-app in stage?')]);
    const result = resultFromTaskOutcome((await gated.settle()).outcome);
    expect(result).toMatchObject({ structuredContent: { status: 'succeeded', approval: { decided_by: 'lead' } } });
    expect(asked).toEqual([expect.anything(), expect.stringContaining('asks: "Go on?"')]);
  });

  it('cancels a run', async () => {
    const { session } = await connected();
    const endless = await session.callTool(TOOL, { environment: 'dev', version: 'endless' });
    await endless.cancel();
    expect((await endless.settle()).outcome.status).toBe('cancelled');
  });

  it('calls every other tool without a task', async () => {
    const { session } = await connected();
    const started = await session.callTool(TOOL, { environment: 'dev', version: 'fail' });
    await started.settle();
    const execution_id = String(started.handle?.taskId);
    for (const [name, input] of [
      ['get_execution', { execution_id }],
      ['list_executions', { environment: 'dev' }],
      ['get_execution_log', { execution_id }],
      ['cancel_execution', { execution_id }],
      ['answer_approval', { execution_id, decision: 'deny' }],
    ] as const) {
      const immediate = await session.callTool(name, input);
      expect(immediate.kind, name).toBe('immediate');
      await immediate.settle();
    }
    const retried = await session.callTool('retry_execution', { execution_id });
    expect(retried.kind).toBe('task');
    const bootstrap = await session.callTool('execute_bootstrap_pipeline', { environment: 'dev' });
    expect(resultFromTaskOutcome((await bootstrap.settle()).outcome)).toMatchObject({
      structuredContent: { status: 'succeeded' },
    });
  });
});
