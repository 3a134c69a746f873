import { BroadcastChannel } from 'node:worker_threads';
import {
  InvokeCommand,
  type InvokeCommandOutput,
  InvokeWithResponseStreamCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { createVirtualClock, type VirtualClock } from '@sluice/testkit';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { type FunctionLogLine, type LambdaFunction, type LambdaHost, startLambdaHost } from '../src/index.ts';
import { fixtureFunction } from './fixture-functions.ts';

interface Setup {
  readonly host: LambdaHost;
  readonly clock: VirtualClock;
  readonly logs: readonly FunctionLogLine[];
  /** Resolves when a function has written that line. */
  readonly logged: (line: string) => Promise<void>;
  readonly invoke: (functionName: string, event?: unknown) => Promise<Invocation>;
  readonly client: LambdaClient;
}

interface Invocation {
  readonly output: InvokeCommandOutput;
  readonly answer: unknown;
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

async function setup(...functions: LambdaFunction[]): Promise<Setup> {
  const clock = createVirtualClock();
  const logs: FunctionLogLine[] = [];
  const waiting = new Map<string, () => void>();
  const host = await startLambdaHost({
    functions,
    clock,
    onLog(line) {
      logs.push(line);
      waiting.get(line.line)?.();
    },
  });
  open.push(() => host.close());
  const client = new LambdaClient({
    endpoint: host.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    host,
    clock,
    logs,
    client,
    async logged(line) {
      if (logs.some((logged) => logged.line === line)) return;
      await new Promise<void>((resolve) => waiting.set(line, resolve));
    },
    async invoke(functionName, event = {}) {
      const output = await client.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
      );
      return { output, answer: JSON.parse(output.Payload?.transformToString() ?? '') };
    },
  };
}

describe('a function', () => {
  it('gets the event and a context as on Lambda', async () => {
    const { invoke } = await setup(fixtureFunction('echo', { memorySizeMb: 128 }));
    const { answer, output } = await invoke('echo', { text: 'ü', list: [1, null] });
    expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(output.FunctionError).toBeUndefined();
    expect(answer).toEqual({
      event: { text: 'ü', list: [1, null] },
      context: {
        awsRequestId: output.$metadata.requestId,
        functionName: 'echo',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:echo',
        memoryLimitInMB: '128',
        logGroupName: '/aws/lambda/echo',
        logStreamName: 'local',
        callbackWaitsForEmptyEventLoop: true,
      },
    });
  });

  it('gets the client context that the caller sent', async () => {
    const { client } = await setup(fixtureFunction('echo'));
    const custom = { bedrockAgentCoreToolName: 'dns___create' };
    const ClientContext = Buffer.from(JSON.stringify({ custom })).toString('base64');
    const output = await client.send(new InvokeCommand({ FunctionName: 'echo', ClientContext }));
    const answer = JSON.parse(output.Payload?.transformToString() ?? '');
    expect(answer).toMatchObject({ event: {}, context: { clientContext: { custom } } });
  });

  it('finds its own variables and those of Lambda, and nothing of this process', async () => {
    process.env['SLUICE_TEST_SECRET'] = 'of this process';
    onTestFinished(() => {
      delete process.env['SLUICE_TEST_SECRET'];
    });
    const { invoke } = await setup(
      fixtureFunction('environment', { environmentVariables: { MCP_SERVER_URL: 'http://server' } }),
    );
    const { answer } = await invoke('environment');
    expect(answer).toMatchObject({
      MCP_SERVER_URL: 'http://server',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'environment',
      AWS_LAMBDA_FUNCTION_NAME: 'environment',
      _HANDLER: 'index.handler',
    });
    const foreign = Object.keys(answer as object).filter(
      (name) => !/^(AWS_|LAMBDA_|_HANDLER$|LANG$|TZ$|MCP_)/.test(name),
    );
    expect(foreign).toEqual([]);
  });

  it('answers what JSON keeps of its answer', async () => {
    const { invoke } = await setup(fixtureFunction('json'));
    expect((await invoke('json', { kind: 'nothing' })).answer).toBeNull();
    expect((await invoke('json', { kind: 'dropped' })).answer).toEqual({
      kept: 1,
      date: '1970-01-01T00:00:00.000Z',
      notANumber: null,
    });
    const { answer, output } = await invoke('json', { kind: 'circular' });
    expect(output.FunctionError).toBe('Unhandled');
    expect(answer).toMatchObject({ errorType: 'Runtime.MarshalError' });
  });

  it('whose lines are handed on, one by one, with its name', async () => {
    const { invoke, logs, logged } = await setup(fixtureFunction('logs'));
    await invoke('logs');
    await Promise.all([logged('two'), logged('three')]);
    expect(logs).toEqual(
      expect.arrayContaining([
        { functionName: 'logs', stream: 'stdout', line: 'one' },
        { functionName: 'logs', stream: 'stdout', line: 'two' },
        { functionName: 'logs', stream: 'stderr', line: 'three' },
      ]),
    );
  });
});

describe('a function that fails', () => {
  it('answers the error that it threw, with its trace', async () => {
    const { invoke } = await setup(fixtureFunction('throws'));
    const { answer, output } = await invoke('throws', { kind: 'error' });
    expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(answer).toMatchObject({ errorType: 'TypeError', errorMessage: 'the parameter is wrong' });
    expect(answer).toHaveProperty('trace.0', 'TypeError: the parameter is wrong');
    expect((await invoke('throws', { kind: 'text' })).answer).toEqual({
      errorType: 'string',
      errorMessage: 'just a text',
      trace: [],
    });
  });

  it('answers how it ended when its process ends, and a new instance takes the next event', async () => {
    const { invoke } = await setup(fixtureFunction('throws'));
    expect((await invoke('throws', { kind: 'exit' })).answer).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: 'Runtime exited with error: exit status 3',
    });
    expect((await invoke('throws', { kind: 'later' })).answer).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'outside of the handler',
    });
    expect((await invoke('throws', { kind: 'error' })).answer).toMatchObject({ errorType: 'TypeError' });
  });

  it('answers why its module can not be used', async () => {
    const missing = new URL('./fixtures/functions/gone.ts', import.meta.url).href;
    const { invoke } = await setup(
      fixtureFunction('broken-module'),
      fixtureFunction('no-handler'),
      fixtureFunction('gone', { module: missing }),
    );
    expect(await invoke('broken-module')).toMatchObject({
      output: { FunctionError: 'Unhandled' },
      answer: { errorType: 'Error', errorMessage: 'no table name is set' },
    });
    expect((await invoke('no-handler')).answer).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
    expect((await invoke('gone')).answer).toMatchObject({ errorMessage: expect.stringContaining('gone.ts') });
  });

  it('is stopped when its time is over, and a new instance takes the next event', async () => {
    const { invoke, clock, logged } = await setup(fixtureFunction('hangs'));
    expect((await invoke('hangs')).answer).toBe(1);
    expect((await invoke('hangs')).answer).toBe(2);
    const late = invoke('hangs', { hang: true });
    await logged('event 3');
    await clock.advance(3000);
    const { answer, output } = await late;
    expect(output.FunctionError).toBe('Unhandled');
    expect(answer).toEqual({
      errorMessage: expect.stringMatching(/^[0-9a-f-]{36} Task timed out after 3\.00 seconds$/),
    });
    expect((await invoke('hangs')).answer).toBe(1);
  });
});

describe('events that come together', () => {
  it('are worked on by an instance each, which are used again', async () => {
    const { invoke } = await setup(fixtureFunction('barrier'));
    const barrier = barrierFor(2);
    const both = Promise.all([invoke('barrier', { n: 1 }), invoke('barrier', { n: 2 })]);
    await barrier.reached;
    barrier.release();
    expect((await both).map(({ answer }) => answer)).toEqual([
      { event: { n: 1 }, events: 1 },
      { event: { n: 2 }, events: 1 },
    ]);
    const again = barrierFor(1);
    const third = invoke('barrier', { n: 3 });
    await again.reached;
    again.release();
    expect((await third).answer).toEqual({ event: { n: 3 }, events: 2 });
  });

  it('are throttled beyond the limit of the function', async () => {
    const { invoke, logs } = await setup(fixtureFunction('barrier', { concurrency: 1 }));
    const barrier = barrierFor(1);
    const first = invoke('barrier');
    await barrier.reached;
    await expect(invoke('barrier')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    expect(logs).toEqual([{ functionName: 'barrier', stream: 'stderr', line: 'the only instance is busy' }]);
    barrier.release();
    await expect(first).resolves.toMatchObject({ answer: { events: 1 } });
  });

  it('are more than a demonstration needs, and few are kept', async () => {
    const { invoke, logs } = await setup(fixtureFunction('barrier'));
    const barrier = barrierFor(12);
    const all = Promise.all(Array.from({ length: 12 }, () => invoke('barrier')));
    await barrier.reached;
    barrier.release();
    expect(await all).toHaveLength(12);
    const again = barrierFor(12);
    const others = Promise.all(Array.from({ length: 12 }, () => invoke('barrier')));
    await again.reached;
    again.release();
    const events = (await others).map(({ answer }) => (answer as { readonly events: number }).events);
    expect(events.filter((count) => count === 2)).toHaveLength(5);
    expect(logs).toEqual([]);
  });
});

describe('the Lambda API', () => {
  const LIMIT = 6_291_456;

  it('takes an event of 6 MB and refuses a larger one', async () => {
    const { invoke } = await setup(fixtureFunction('sized'));
    const overhead = JSON.stringify({ text: '' }).length;
    await expect(invoke('sized', { text: 'x'.repeat(LIMIT - overhead) })).resolves.toMatchObject({ answer: '' });
    await expect(invoke('sized', { text: 'x'.repeat(LIMIT - overhead + 1) })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
    });
  });

  it('replaces an answer over 6 MB by an error', async () => {
    const { invoke } = await setup(fixtureFunction('sized'));
    expect((await invoke('sized', { answerBytes: LIMIT - 2 })).output.FunctionError).toBeUndefined();
    const { answer, output } = await invoke('sized', { answerBytes: LIMIT - 1 });
    expect(output.FunctionError).toBe('Unhandled');
    expect(answer).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });

  it('takes an event whose answer nobody waits for', async () => {
    const { client, logged } = await setup(fixtureFunction('logs'));
    const command = new InvokeCommand({ FunctionName: 'logs', InvocationType: 'Event', Payload: '{}' });
    const { StatusCode, Payload } = await client.send(command);
    expect([StatusCode, Payload?.length ?? 0]).toEqual([202, 0]);
    await logged('three');
  });

  it.each([
    ['all of it', { pieces: ['äö', 'ü'] }, undefined],
    ['what came before the function failed, and that it did', { pieces: ['äö'], fails: true }, 'Unhandled'],
  ])('streams a response: %s', async (_, event, errorCode) => {
    const { client } = await setup(fixtureFunction('streams'));
    const command = new InvokeWithResponseStreamCommand({ FunctionName: 'streams', Payload: JSON.stringify(event) });
    const { EventStream = [] } = await client.send(command);
    const bytes: Uint8Array[] = [];
    let end: string | undefined = 'no end';
    for await (const { PayloadChunk, InvokeComplete } of EventStream) {
      if (PayloadChunk?.Payload !== undefined) bytes.push(PayloadChunk.Payload);
      if (InvokeComplete !== undefined) end = InvokeComplete.ErrorCode;
    }
    const head = '{"statusCode":201,"headers":{"x-made-by":"streams"},"cookies":["a=1"]}';
    expect(Buffer.concat(bytes).toString('utf8')).toBe(`${head}${'\0'.repeat(8)}${event.pieces.join('')}`);
    expect(end).toBe(errorCode);
  });

  it('refuses what it does not know: a function, an event that is no JSON, a dry run', async () => {
    const { client } = await setup(fixtureFunction('echo'));
    await expect(client.send(new InvokeCommand({ FunctionName: 'ghost' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:eu-west-1:000000000000:function:ghost',
    });
    const noJson = new InvokeCommand({ FunctionName: 'echo', Payload: '{' });
    await expect(client.send(noJson)).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
    const dryRun = new InvokeCommand({ FunctionName: 'echo', InvocationType: 'DryRun' });
    await expect(client.send(dryRun)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });

  it('refuses a name that can not be decoded, and goes on', async () => {
    const { host, invoke } = await setup(fixtureFunction('json'));
    const response = await fetch(`${host.url}/2015-03-31/functions/%zz/invocations`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
    expect((await invoke('json', { kind: 'nothing' })).answer).toBeNull();
  });

  it('is closed with events under way: their callers are cut off', async () => {
    const { host, invoke, logged } = await setup(fixtureFunction('hangs'));
    const cut = expect(invoke('hangs', { hang: true })).rejects.toThrow();
    await logged('event 1');
    await host.close();
    await cut;
  });
});

function barrierFor(instances: number): { readonly reached: Promise<void>; release(): void } {
  const channel = new BroadcastChannel('sluice-test-barrier');
  let left = instances;
  const reached = new Promise<void>((resolve) => {
    channel.onmessage = ({ data }: { data: unknown }) => {
      if (data === 'at work' && --left === 0) resolve();
    };
  });
  return {
    reached,
    release() {
      channel.postMessage('go');
      channel.close();
    },
  };
}
