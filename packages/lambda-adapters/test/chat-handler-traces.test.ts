import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChatHandler, type ProxyResponse } from '../src/index.ts';
import { type BedrockServer, type Step, startBedrockServer } from './support/bedrock-server.ts';
import { bodyOf, chatOptions, restEvent } from './support/chat-bench.ts';
import { contextFor } from './support/lambda.ts';

let bedrock: BedrockServer;

beforeAll(async () => {
  bedrock = await startBedrockServer();
});
afterAll(() => bedrock.close());

async function ask(body: object, allowTraces = true): Promise<ProxyResponse> {
  return createChatHandler(chatOptions(bedrock, { allowTraces }))(restEvent(body), contextFor(10_000));
}

function prompt(text: string): Step {
  return { trace: { agentId: 'A', trace: { orchestrationTrace: { modelInvocationInput: { text } } } } };
}

function input(parameters: readonly object[]): Step {
  const actionGroupInvocationInput = { actionGroupName: 'g', apiPath: '/x', verb: 'post', parameters };
  return { trace: { trace: { orchestrationTrace: { invocationInput: { actionGroupInvocationInput } } } } };
}

describe('the traces of an answer', () => {
  it('come with it where the team allows them and the client asks for them', async () => {
    bedrock.script([prompt('You are an agent.'), { chunk: 'Hello.' }]);
    expect(bodyOf(await ask({ message: 'Hi', enable_trace: true }))).toMatchObject({
      answer: 'Hello.',
      trace: [{ agentId: 'A', trace: { orchestrationTrace: { modelInvocationInput: { text: 'You are an agent.' } } } }],
    });
    bedrock.script([prompt('You are an agent.'), { chunk: 'Hello.' }]);
    expect(bodyOf(await ask({ message: 'Hi' }))).not.toHaveProperty('trace');
  });

  it('are refused where the team does not allow them, since they hold prompts', async () => {
    bedrock.script([{ chunk: 'never' }]);
    const response = await ask({ message: 'Hi', enable_trace: true }, false);
    expect(bodyOf(response)).toMatchObject({ status: 400, detail: expect.stringContaining('"enable_trace"') });
    expect(bedrock.invocations).toEqual([]);
  });

  it('hold nothing that looks like a secret, by its form or by its name', async () => {
    bedrock.script([
      prompt('Use glpat-abcdefghijklmnopqrst and password=hunter22 now'),
      input([
        { name: 'db_password', type: 'string', value: 'swordfish' },
        { name: 'size', type: 'string', value: 'large' },
      ]),
      { trace: { trace: { orchestrationTrace: { modelInvocationInput: { text: 'x' } } }, api_key: 'k-123' } },
      { chunk: 'Hello.' },
    ]);
    const { body } = await ask({ message: 'Hi', enable_trace: true });
    expect(body).not.toMatch(/glpat-abc|hunter22|swordfish|k-123/);
    expect(body).toContain('large');
    expect(body).toContain('[redacted]');
  });

  it('have a bounded size: long texts lose their end, and what is too much is counted', async () => {
    bedrock.script([...Array.from({ length: 100 }, () => prompt('🚀'.repeat(50_000))), { chunk: 'Hello.' }]);
    const response = await ask({ message: 'Hi', enable_trace: true });
    expect(Buffer.byteLength(response.body)).toBeLessThan(250_000);
    expect(bodyOf(response)['answer']).toBe('Hello.');
    const traces = bodyOf(response)['trace'] as readonly unknown[];
    expect(JSON.stringify(traces[0])).toContain('characters left out]');
    expect(traces.at(-1)).toEqual({ left_out: `${100 - (traces.length - 1)} further traces` });
  });
});

describe('the sources of an answer', () => {
  it('come with it', async () => {
    const generatedResponsePart = { textResponsePart: { text: 'Deploy on Mondays' } };
    const retrievedReferences = [
      {
        content: { text: 'Deploys: Mondays.' },
        location: { type: 'S3', s3Location: { uri: 's3://handbook/deploys.md' } },
      },
    ];
    const attribution = { citations: [{ generatedResponsePart, retrievedReferences }] };
    bedrock.script([{ chunk: 'Deploy on Mondays.', attribution }]);
    expect(bodyOf(await ask({ message: 'When?' }))).toMatchObject({
      answer: 'Deploy on Mondays.',
      citations: [
        {
          text: 'Deploy on Mondays',
          sources: [{ location: 's3://handbook/deploys.md', excerpt: 'Deploys: Mondays.' }],
        },
      ],
    });
  });
});
