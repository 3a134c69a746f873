import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repeatWhileTurnedAway } from '../src/agent-runtime/turned-away.ts';
import { type AgentOutcome, createAgentRuntime } from '../src/index.ts';
import { type Answer, type BedrockServer, startBedrockServer } from './support/bedrock-server.ts';
import { deadAddress } from './support/http-server.ts';

const agent = { agentId: 'BOOT123456', agentAliasId: 'ALIAS00001' };
const request = { agent, sessionId: 'conversation-1', input: { text: 'Deploy' }, sessionAttributes: {} };
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

let bedrock: BedrockServer;

beforeAll(async () => {
  bedrock = await startBedrockServer();
});
afterAll(() => bedrock.close());

async function invoke(): Promise<AgentOutcome> {
  return bedrock.runtime.invoke(request, { signal: AbortSignal.timeout(10_000) });
}

const upFront = (status: number, type: string): Answer => ({ status, type, message: 'Said by Bedrock' });
const firstEvent = (exception: string): Answer => [{ exception, message: 'Said by Bedrock' }];

const TURNED_AWAY: readonly (readonly [string, Answer])[] = [
  ['throttled up front', upFront(429, 'ThrottlingException')],
  ['throttled in its first event', firstEvent('throttlingException')],
  ['met by a model that is not ready, up front', upFront(424, 'ModelNotReadyException')],
  ['met by a model that is not ready, in its first event', firstEvent('modelNotReadyException')],
];

describe('a turn', () => {
  it.each(TURNED_AWAY)('is taken again after a pause when it was %s', async (_, refusal) => {
    bedrock.script(refusal, refusal, [{ chunk: 'Done.' }]);
    expect(await invoke()).toMatchObject({ outcome: 'answered', answer: 'Done.' });
    expect(bedrock.invocations).toHaveLength(3);
    expect(bedrock.waits).toHaveLength(2);
  });

  it.each([
    [0, [400, 1200, 3600]],
    [0.5, [300, 900, 2700]],
    [1, [200, 600, 1800]],
  ])('waits longer before each attempt, less up to half of it by chance: %d', async (chance, waits) => {
    const slept: number[] = [];
    const attempt = async (): Promise<never> => {
      throw Object.assign(new Error('Too fast'), { name: 'ThrottlingException' });
    };
    const clock = { sleep: async (milliseconds: number) => void slept.push(milliseconds) };
    const { signal } = new AbortController();
    await expect(repeatWhileTurnedAway(attempt, { signal, clock, random: () => chance })).rejects.toThrow('Too fast');
    expect(slept).toEqual(waits);
  });

  it.each(TURNED_AWAY)(
    'is given up after four attempts, with nothing begun, when it is always %s',
    async (_, refusal) => {
      bedrock.script(refusal);
      expect(await invoke()).toMatchObject({ outcome: 'busy', mayHaveBegun: false });
      expect(bedrock.invocations).toHaveLength(4);
    },
  );

  it('is not taken again when the time ends in a pause, and nothing was begun', async () => {
    bedrock.script(upFront(429, 'ThrottlingException'), [{ chunk: 'never' }]);
    const abort = new AbortController();
    const runtime = createAgentRuntime({
      bedrock: { client: { endpoint: bedrock.url, region: 'eu-west-1', credentials } },
      clock: {
        sleep: async (_, signal) => {
          abort.abort();
          signal?.throwIfAborted();
        },
      },
    });
    expect(await runtime.invoke(request, { signal: abort.signal })).toMatchObject({
      outcome: 'busy',
      mayHaveBegun: false,
    });
    expect(bedrock.invocations).toHaveLength(1);
  });

  it('really pauses where no clock is given, and no longer than there is time', async () => {
    bedrock.script(upFront(429, 'ThrottlingException'));
    const runtime = createAgentRuntime({
      bedrock: { client: { endpoint: bedrock.url, region: 'eu-west-1', credentials } },
    });
    const outcome = await runtime.invoke(request, { signal: AbortSignal.timeout(150) });
    expect(outcome).toMatchObject({ outcome: 'busy', mayHaveBegun: false });
    expect(bedrock.invocations).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['an error of the service', upFront(500, 'InternalServerException')],
    ['a bad gateway', upFront(502, 'BadGatewayException')],
    ['a service that is unavailable', upFront(503, 'ServiceUnavailableException')],
    ['a gateway that waited too long', upFront(504, 'GatewayTimeoutException')],
    ['a failed dependency', upFront(424, 'DependencyFailedException')],
    ['a broken connection', 'reset'],
    ['an error of the service as the first event', firstEvent('internalServerException')],
    ['a failed dependency as the first event', firstEvent('dependencyFailedException')],
  ])('is never taken twice after %s, since it may have begun', async (_, failure) => {
    bedrock.script(failure, [{ chunk: 'A second turn.' }]);
    expect(await invoke()).toMatchObject({ outcome: 'failed', mayHaveBegun: true });
    expect(bedrock.invocations).toHaveLength(1);
  });

  it.each<[string, Answer, string]>([
    ['access is denied', upFront(403, 'AccessDeniedException'), 'failed'],
    ['there is no such agent', upFront(404, 'ResourceNotFoundException'), 'failed'],
    ['the request is invalid', upFront(400, 'ValidationException'), 'failed'],
    ['the request is invalid, in the first event', firstEvent('validationException'), 'failed'],
    ['the session has a turn under way', upFront(409, 'ConflictException'), 'busy'],
    ['the session has a turn under way, in the first event', firstEvent('conflictException'), 'busy'],
    ['a quota is used up', upFront(400, 'ServiceQuotaExceededException'), 'busy'],
  ])('was not begun when %s, and is not tried again', async (_, refusal, outcome) => {
    bedrock.script(refusal);
    expect(await invoke()).toMatchObject({ outcome, mayHaveBegun: false });
    expect(bedrock.invocations).toHaveLength(1);
  });

  it('was not begun when nothing listens', async () => {
    const client = { endpoint: await deadAddress(), region: 'eu-west-1', credentials };
    const outcome = await createAgentRuntime({ bedrock: { client } }).invoke(request, {
      signal: AbortSignal.timeout(10_000),
    });
    expect(outcome).toMatchObject({ outcome: 'failed', mayHaveBegun: false });
    expect(JSON.stringify(outcome)).not.toContain('127.0.0.1');
  });

  it('tells the log what Bedrock said', async () => {
    bedrock.script(upFront(403, 'AccessDeniedException'));
    expect(await invoke()).toMatchObject({ reason: { said: 'Said by Bedrock' } });
  });

  it('has a connection of its own, which no earlier turn can have left broken', async () => {
    bedrock.script([{ chunk: 'Done.' }]);
    await invoke();
    await invoke();
    expect(new Set(bedrock.connections).size).toBe(2);
  });
});
