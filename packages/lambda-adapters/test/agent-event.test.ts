import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ToolCall } from '../src/agent-event/tool-call.ts';
import { createToolHandler, type ToolHandlerOptions } from '../src/agent-event/tool-handler.ts';
import type { ToolReply } from '../src/agent-event/tool-reply.ts';
import { createToolbox } from '../src/agent-event/toolbox.ts';
import { functionEvent, gatewayEvent } from './support/agent-events.ts';
import { contextFor, opened, recordingLogger } from './support/lambda.ts';
import { openApiEvent, texts } from './support/open-api-event.ts';

const logger = recordingLogger();

/** A handler whose only operation is `get-thing`, `GET /things/{thing_id}`. */
function handlerOf(answer: (call: ToolCall) => ToolReply, options: ToolHandlerOptions = {}) {
  logger.lines.length = 0;
  const takes = { thing_id: { type: 'string' }, size: { type: 'integer' }, tags: { type: 'array' } };
  return createToolHandler({
    service: 'test',
    options: { logger, ...options },
    createToolbox: () =>
      createToolbox(
        { 'get-thing': { method: 'GET', path: '/things/{thing_id}', takes } },
        { 'get-thing': async (call) => answer(call) },
      ),
  });
}

const echo = (call: ToolCall): ToolReply => ({ status: 200, body: { got: call.arguments } });
const context = contextFor(10_000);
const event = openApiEvent({
  path: '/things/{thing_id}',
  method: 'GET',
  parameters: [...texts({ thing_id: 'thing-1' }), { name: 'size', value: '3' }],
  sessionAttributes: { kept: '1' },
});
const got = { got: { thing_id: 'thing-1', size: 3 } };

describe('a tool', () => {
  it('is given the call of an OpenAPI action group, decoded, and its answer goes back in that form', async () => {
    const reply = await handlerOf(echo)(event, context);
    expect(opened(reply)).toEqual({ status: 200, body: got });
    expect(reply).toMatchObject({ sessionAttributes: { kept: '1' }, promptSessionAttributes: {} });
  });

  it.each(['get-thing', 'get_thing', 'getThing', 'GetThing'])(
    'is found by the name of a function: %s',
    async (name) => {
      const parameters = [...texts({ thing_id: 'thing-1' }), { name: 'size', type: 'string', value: '3' }];
      expect(await handlerOf(echo)(functionEvent(name, parameters), context)).toMatchObject({
        response: { function: name, functionResponse: { responseBody: { TEXT: { body: JSON.stringify(got) } } } },
      });
    },
  );

  it('is found by the name of a target of AgentCore Gateway, and its answer is all that goes back', async () => {
    const input = gatewayEvent('get_thing', { thing_id: 'thing-1', size: '3' });
    expect(await handlerOf(echo)(input.event, input.context)).toEqual(got);
  });

  it('is found where the team names the operation otherwise', async () => {
    const paths = { '/things/{thing_id}': { get: { operationId: 'show' } } };
    const document = { openapi: '3.0.0', info: { title: 'Things' }, paths };
    const handler = handlerOf(({ operation }) => ({ status: 200, body: { operation } }), {
      actionGroups: [{ name: 'things', document }],
    });
    const input = gatewayEvent('show', {});
    expect(await handler(input.event, input.context)).toEqual({
      operation: { name: 'show', place: { method: 'GET', path: '/things/{thing_id}' } },
    });
  });

  it('logs one line for an invocation', async () => {
    await handlerOf(() => ({ status: 200, body: { status: 'running', execution_id: 'exec-1' } }))(event, context);
    expect(logger.lines).toEqual([
      {
        level: 'info',
        message: 'The invocation was answered',
        fields: {
          function_request_id: 'request-1',
          session_id: 'session-1',
          agent: 'bootstrap',
          action_group: 'bootstrap',
          operation: 'GET /things/{thing_id}',
          execution_id: 'exec-1',
          outcome: 'running',
          status: 200,
          duration_ms: expect.any(Number),
        },
      },
    ]);
  });

  it('is not called with arguments that cannot be decoded; the model is told what to send', async () => {
    const never = handlerOf(() => {
      throw new Error('called');
    });
    const parameters = [
      { name: 'size', value: 'two' },
      { name: 'tags', value: 'a, b' },
    ];
    const asked = openApiEvent({ path: '/things/{thing_id}', method: 'GET', parameters });
    const body = {
      code: 'invalid_parameters',
      message: expect.stringMatching(/^Call this again with these mended: size must be .*; tags must be /),
      errors: [
        { field: 'size', message: expect.any(String) },
        { field: 'tags', message: expect.any(String) },
      ],
    };
    expect(opened(await never(asked, context))).toEqual({ status: 400, body });
    const { response } = (await never(functionEvent('get-thing', parameters), context)) as never as {
      response: { functionResponse: { responseState: string; responseBody: { TEXT: { body: string } } } };
    };
    expect(response.functionResponse.responseState).toBe('REPROMPT');
    expect(JSON.parse(response.functionResponse.responseBody.TEXT.body)).toEqual(body);
    const input = gatewayEvent('get-thing', { size: 'two', tags: 'a, b' });
    expect(await never(input.event, input.context)).toEqual(body);
  });

  it.each([
    ['GET /other', openApiEvent({ path: '/other', method: 'GET' })],
    ['POST /things/{thing_id}', openApiEvent({ path: '/things/{thing_id}', method: 'POST' })],
    ['constructor', openApiEvent({ path: 'constructor', method: 'GET' })],
  ])('that there is none of is named, with those that there are: %s', async (_, unknown) => {
    const { status, body } = opened(await handlerOf(echo)(unknown, context));
    expect(status).toBe(404);
    expect(body['message']).toMatch(/It has: get-thing \(GET \/things\/\{thing_id\}\)\.$/);
  });
});

describe('an error that no agent can do anything about', () => {
  const failing = (): never => {
    throw new Error('connect ECONNREFUSED 10.0.0.7:5432 with password hunter2');
  };
  const circular = (): ToolReply => {
    const body: Record<string, unknown> = {};
    body['body'] = body;
    return { status: 200, body };
  };

  it.each([
    ['that a tool throws', failing],
    ['that an answer is no JSON', circular],
  ])('becomes a reply that tells nothing of it: %s', async (_, answer) => {
    const { status, body } = opened(await handlerOf(answer)(event, context));
    expect({ status, body }).toMatchObject({ status: 500, body: { code: 'internal_error' } });
    expect(JSON.stringify([body, logger.lines])).not.toMatch(/10\.0\.0\.7|hunter2/);
  });

  it('is thrown where the team chooses so, without what it said', async () => {
    const thrown = await handlerOf(failing, { onUnexpectedError: 'throw' })(event, context).catch((error) => error);
    expect(thrown).toMatchObject({ code: 'internal_error', message: expect.stringMatching(/^The test failed, .*log/) });
    expect(`${thrown.stack}`).not.toMatch(/10\.0\.0\.7|hunter2/);
    expect(logger.lines.map(({ level }) => level)).toEqual(['error', 'error']);
  });

  it('is thrown only where it is one: what a model can mend is a reply', async () => {
    const handler = handlerOf(echo, { onUnexpectedError: 'throw' });
    const asked = openApiEvent({
      ...{ path: '/things/{thing_id}', method: 'GET' },
      parameters: [{ name: 'size', value: 'x' }],
    });
    expect(opened(await handler(asked, context)).status).toBe(400);
    expect(opened(await handler(openApiEvent({ path: '/x', method: 'GET' }), context)).status).toBe(404);
  });

  it('of the configuration becomes a reply, and is told in the log', async () => {
    const handler = createToolHandler<ToolHandlerOptions>({
      service: 'test',
      options: { logger },
      createToolbox: failing,
    });
    expect(opened(await handler(event, context))).toMatchObject({ status: 500, body: { code: 'internal_error' } });
  });
});

describe('any event at all', () => {
  it('is replied to, or refused as none of ours', async () => {
    const handler = handlerOf(() => ({ status: 200, body: { ok: true } }));
    const near = fc.record(
      {
        messageVersion: fc.constant('1.0'),
        apiPath: fc.oneof(fc.string(), fc.constant('/things/{thing_id}')),
        httpMethod: fc.oneof(fc.string(), fc.constant('get')),
        function: fc.oneof(fc.string(), fc.constant('get-thing')),
        actionGroup: fc.string(),
        sessionId: fc.anything(),
        parameters: fc.anything(),
        requestBody: fc.anything(),
        agent: fc.anything(),
        sessionAttributes: fc.anything(),
      },
      { requiredKeys: ['messageVersion'] },
    );
    const contexts = fc.oneof(
      fc.constant(undefined),
      fc.anything().map((custom) => ({ custom })),
      fc.string().map((name) => ({ custom: { bedrockAgentCoreToolName: name } })),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), near), contexts, async (anything, clientContext) => {
        const outcome = await handler(anything, { ...context, clientContext }).then(
          (reply) => typeof reply,
          (error: { code?: unknown }) => error.code,
        );
        expect(['object', 'invalid_request']).toContain(outcome);
      }),
      { numRuns: 2000 },
    );
  });

  it('that is none of ours is told in the log', async () => {
    await expect(handlerOf(echo)({ key1: 'value1' }, context)).rejects.toMatchObject({ code: 'invalid_request' });
    expect(logger.lines).toEqual([expect.objectContaining({ level: 'error' })]);
  });
});
