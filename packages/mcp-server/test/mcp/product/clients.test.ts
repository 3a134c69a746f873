import { describe, expect, it, onTestFinished } from 'vitest';
import { CLIENTS, type McpDriver, type McpTransport } from '../../support/mcp-drivers.ts';

const DEV = { environment: 'dev' };
const TRANSPORTS: readonly McpTransport[] = ['http', 'stdio'];
const CASES = Object.entries(CLIENTS).flatMap(([client, connect]) =>
  TRANSPORTS.map((transport) => ({ client, transport, connect })),
);

const TOOLS = [
  'execute_bootstrap_pipeline',
  'execute_web-app_pipeline',
  'get_execution',
  'list_executions',
  'get_execution_log',
  'cancel_execution',
  'retry_execution',
  'answer_approval',
];

/** Executes `web-app` and returns the execution as it is when the call ends. */
async function execute(driver: McpDriver, input: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { structuredContent } = await driver.callTool('execute_web-app_pipeline', input);
  return structuredContent ?? {};
}

describe.each(CASES)('$client over $transport', ({ transport, connect }) => {
  async function connected(): Promise<McpDriver> {
    const driver = await connect(transport);
    onTestFinished(() => driver.close());
    return driver;
  }

  it('lists every tool and drives each of them', { timeout: 30_000 }, async () => {
    const driver = await connected();
    expect(await driver.listTools()).toEqual(TOOLS);

    const bootstrap = await driver.callTool('execute_bootstrap_pipeline', {
      ...DEV,
      region: 'eu',
      api_token: 'hunter2-hunter2',
    });
    expect(bootstrap.structuredContent).toMatchObject({ status: 'succeeded', parameters: { api_token: '[redacted]' } });
    expect(bootstrap.content[0]?.text).toContain('bootstrap in dev is succeeded');

    const ok = await execute(driver, { ...DEV, version: 'ok' });
    const seen = await driver.callTool('get_execution', { execution_id: ok['execution_id'], wait_seconds: 1 });
    expect(seen.structuredContent).toMatchObject({ execution_id: ok['execution_id'], status: 'succeeded' });

    const listed = await driver.callTool('list_executions', { ...DEV, pipeline_type: 'web-app' });
    expect(listed.structuredContent).toMatchObject({ executions: [{ execution_id: ok['execution_id'] }] });

    const log = await driver.callTool('get_execution_log', { execution_id: ok['execution_id'] });
    expect(log.structuredContent).toEqual({ content: 'compiling\nall done\n', complete: true, untrusted: true });

    const failed = await driver.callTool('execute_web-app_pipeline', { ...DEV, version: 'fail' });
    expect(failed).toMatchObject({ isError: true, structuredContent: { status: 'failed' } });
    const failedId = failed.structuredContent?.['execution_id'];
    const retried = await driver.callTool('retry_execution', { execution_id: failedId });
    expect(retried.structuredContent).toMatchObject({ retry_of: failedId, status: 'failed' });

    const progress: number[] = [];
    const input = { ...DEV, version: 'endless' };
    const endless = await driver.callTool('execute_web-app_pipeline', input, (told) => progress.push(told.progress));
    expect(endless.structuredContent).toMatchObject({ status: 'running' });
    expect(progress.length).toBeGreaterThan(0);
    expect(progress).toEqual(progress.map((_, index) => index + 1));
    const { execution_id } = endless.structuredContent ?? {};
    const cancelled = await driver.callTool('cancel_execution', { execution_id });
    expect(cancelled.structuredContent).toMatchObject({ status: 'cancelled', cancel_requested_by: 'lead' });

    expect(await driver.readResource(`sluice://executions/${ok['execution_id']}/audit`)).toContain(
      'execution.succeeded',
    );
    expect(await driver.getPrompt('diagnose_execution', { execution_id: String(failedId) })).toContain('exit code 1');
  });

  it('approves only what a person says yes to', { timeout: 30_000 }, async () => {
    const driver = await connected();
    const staged = await execute(driver, { environment: 'stage', version: 'ok' });
    expect(staged['status']).toBe(driver.canAsk ? 'succeeded' : 'awaiting_approval');

    const blocked = await execute(driver, { ...DEV, version: 'ask' });
    expect(blocked['status']).toBe('blocked');
    const question = { execution_id: blocked['execution_id'] };
    const approved = await driver.callTool('answer_approval', { ...question, decision: 'approve' });
    if (driver.canAsk) {
      expect(approved.structuredContent).toMatchObject({ outcome: 'answered', execution: { status: 'succeeded' } });
      return;
    }
    expect(approved.isError).toBe(true);
    const denied = await driver.callTool('answer_approval', { ...question, decision: 'deny' });
    expect(denied.structuredContent).toMatchObject({ outcome: 'answered', execution: { status: 'cancelled' } });
    const staying = { execution_id: staged['execution_id'] };
    const refused = await driver.callTool('answer_approval', { ...staying, decision: 'deny', reason: 'no' });
    expect(refused.structuredContent).toMatchObject({ execution: { status: 'denied' } });
  });
});
