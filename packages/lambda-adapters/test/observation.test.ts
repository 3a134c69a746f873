import type { ActionGroup, ExecutionStore, JsonSchema, ServiceLogger } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { actionGroupOf, OPERATION } from './support/agent-events.ts';
import { texts } from './support/open-api-event.ts';
import { createProxyBench, deploy, follow, json, problem } from './support/proxy-bench.ts';

const proxy = createProxyBench();

function broken(): never {
  throw new Error('No space left on device');
}

describe('the line of an invocation', () => {
  it('says who started that pipeline: user, conversation, operation and execution', async () => {
    await proxy.ask({ ...deploy, sessionAttributes: { sluice_principal: 'ann@example.com' } });
    expect(proxy.logger.lines.map(({ fields }) => fields)).toMatchObject([
      {
        principal: 'ann@example.com',
        session_id: 'session-1',
        agent: 'bootstrap',
        operation: 'POST /pipelines/bootstrap/executions',
        execution_id: 'exec-1',
        outcome: 'running',
      },
    ]);
  });

  it.each([
    ['nobody is known', {}],
    ['nobody is named', { sluice_principal: '' }],
  ])('names no user where %s', async (_, sessionAttributes) => {
    await proxy.ask({ ...deploy, sessionAttributes });
    expect(proxy.logger.lines[0]?.fields).not.toHaveProperty('principal');
  });

  it('and those before it say so too', async () => {
    proxy.respond = json(200, 'nothing');
    await proxy.ask({ ...follow, sessionAttributes: { sluice_principal: 'ann@example.com' } });
    const principals = proxy.logger.lines.map(({ fields }) => fields['principal']);
    expect(principals).toEqual(['ann@example.com', 'ann@example.com']);
  });
});

describe('a log that can not be written', () => {
  const logger: ServiceLogger = { info: broken, warn: broken, error: broken };

  it('changes nothing about what was started, and what the agent is told', async () => {
    const store = async (): Promise<ExecutionStore> => broken();
    const { status, body } = await proxy.ask({ ...deploy, options: { logger, store } });
    expect({ status, body }).toMatchObject({ status: 200, body: { execution_id: 'exec-1' } });
    expect(proxy.received).toHaveLength(1);
  });
});

describe('what a document marks as secret', () => {
  const Password = { type: 'string', writeOnly: true };
  const Marked = { $ref: '#/components/schemas/Password' };
  const groupOf = (db_password: JsonSchema): ActionGroup => {
    const { name, document } = actionGroupOf({ environment: { type: 'string' }, db_password });
    return { name, document: { ...document, components: { schemas: { Password, Marked } } } };
  };

  it.each<[string, JsonSchema]>([
    ['itself', Password],
    ['by a reference', { $ref: '#/components/schemas/Password' }],
    ['by a reference to one', { $ref: '#/components/schemas/Marked' }],
    ['by one of its parts', { allOf: [{ $ref: '#/components/schemas/Password' }, { minLength: 4 }] }],
    ['by one of several forms', { oneOf: [{ type: 'integer' }, { $ref: '#/components/schemas/Password' }] }],
  ])('stays out of the log, whoever repeats it: %s', async (_, db_password) => {
    proxy.respond = problem(422, 'invalid_parameters', { detail: 'The password swordfish-7 is too weak.' });
    const asked = {
      path: OPERATION.path,
      properties: texts({ environment: 'dev', db_password: 'swordfish-7' }),
      options: { actionGroups: [groupOf(db_password)] },
    };
    expect(await proxy.ask(asked)).toMatchObject({ status: 422 });
    expect(proxy.logger.lines).toMatchObject([
      { fields: { reason: expect.stringContaining('[redacted] is too weak') } },
    ]);
  });
});
