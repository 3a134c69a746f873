import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentOutcome, AgentProgress } from '../src/index.ts';
import { type BedrockServer, type Step, startBedrockServer } from './support/bedrock-server.ts';

const agent = { agentId: 'BOOT123456', agentAliasId: 'ALIAS00001' };

let bedrock: BedrockServer;

beforeAll(async () => {
  bedrock = await startBedrockServer();
});
afterAll(() => bedrock.close());

interface Asked {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: AgentProgress) => void;
  readonly streamed?: boolean;
}

async function invoke({
  signal = AbortSignal.timeout(10_000),
  onProgress,
  streamed,
}: Asked = {}): Promise<AgentOutcome> {
  return bedrock.runtime.invoke(
    { agent, sessionId: 'conversation-1', input: { text: 'Deploy' }, sessionAttributes: {}, streamed },
    { signal, onProgress },
  );
}

describe('the stream of a Bedrock agent', () => {
  it.each<[string, readonly Step[], string]>([
    ['one chunk', [{ chunk: 'Done.' }], 'Done.'],
    ['several', [{ chunk: 'It is ' }, { chunk: 'done.' }], 'It is done.'],
    ['an empty chunk', [{ chunk: '' }, { chunk: 'Done.' }], 'Done.'],
    [
      'traces before and between',
      [{ trace: {} }, { chunk: 'It is ' }, { trace: {} }, { chunk: 'done.' }],
      'It is done.',
    ],
    [
      'files, which are passed over',
      [{ files: [{ name: 'a.csv', type: 'text/csv', bytes: 'aGk=' }] }, { chunk: 'Done.' }],
      'Done.',
    ],
    ['unknown events', [{ unknownEvent: 'telemetry' }, { chunk: 'Done.' }, { unknownEvent: 'usage' }], 'Done.'],
    ['white space around the text', [{ chunk: ' \n' }, { chunk: 'Done. ' }], ' \nDone. '],
    ['a byte order mark, which is text here', [{ chunk: '\ufeffDone.' }], '\ufeffDone.'],
    ['a character split in two', [{ chunk: Uint8Array.of(0xc3) }, { chunk: Uint8Array.of(0xbc) }], 'ü'],
    ['half a character at its end', [{ chunk: 'Done' }, { chunk: Uint8Array.of(0xf0, 0x9f) }], 'Done\ufffd'],
  ])('is an answer when it has %s', async (_, steps, answer) => {
    bedrock.script(steps);
    expect(await invoke()).toEqual({ outcome: 'answered', answer, citations: [] });
  });

  it('gives the text whichever way it is split into chunks', async () => {
    const pieces = fc.tuple(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 5 })),
    );
    await fc.assert(
      fc.asyncProperty(pieces, async ([text, sizes]) => {
        fc.pre(text.trim() !== '');
        const chunks: Step[] = [];
        let rest = Buffer.from(text);
        while (rest.length > 0) {
          const size = Number(sizes.next().value);
          chunks.push({ chunk: rest.subarray(0, size) });
          rest = rest.subarray(size);
        }
        bedrock.script(chunks);
        let told = '';
        const onProgress = (progress: AgentProgress): void => {
          if (progress.type === 'text') told += progress.text;
        };
        expect(await invoke({ onProgress })).toEqual({ outcome: 'answered', answer: text, citations: [] });
        expect(told).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, readonly Step[]]>([
    ['is empty', []],
    ['holds traces only', [{ trace: {} }]],
    ['holds files only', [{ files: [{ name: 'a.csv', type: 'text/csv', bytes: 'aGk=' }] }]],
    ['holds white space only', [{ chunk: ' \n' }]],
    ['is cut before the first event', ['cut']],
    ['is cut after a part', [{ chunk: 'It is ' }, 'cut']],
    ['is cut within a frame', [{ chunk: 'It is ' }, { cutFrame: true }, 'cut']],
    ['ends within a frame', [{ chunk: 'It is ' }, { cutFrame: true }]],
    ['holds a damaged frame', [{ chunk: 'It is ' }, { damagedFrame: true }]],
    ['begins with an error of the service', [{ exception: 'internalServerException', message: 'Oops' }]],
    ['begins with a failed dependency', [{ exception: 'dependencyFailedException', message: 'Lambda failed' }]],
    [
      'ends with an error of the service',
      [{ chunk: 'It is ' }, { exception: 'internalServerException', message: 'Oops' }],
    ],
    ['ends with a bad gateway', [{ chunk: 'It is ' }, { exception: 'badGatewayException', message: 'Oops' }]],
    ['ends with a refusal', [{ trace: {} }, { exception: 'validationException', message: 'Oops' }]],
    ['ends with an error that is not modelled', [{ chunk: 'It is ' }, { errorCode: 'Strange', message: 'Oops' }]],
  ])('has failed when it %s, and what was asked may have begun; it is not asked for again', async (_, steps) => {
    bedrock.script(steps, [{ chunk: 'A second turn.' }]);
    expect(await invoke()).toMatchObject({ outcome: 'failed', mayHaveBegun: true });
    expect(bedrock.invocations).toHaveLength(1);
    expect(bedrock.waits).toEqual([]);
  });

  it.each(['throttlingException', 'modelNotReadyException', 'conflictException', 'serviceQuotaExceededException'])(
    'has left the agent busy, with something begun, when a %s comes late',
    async (exception) => {
      bedrock.script([{ trace: {} }, { exception, message: 'Too fast' }], [{ chunk: 'A second turn.' }]);
      expect(await invoke()).toMatchObject({ outcome: 'busy', mayHaveBegun: true });
      expect(bedrock.invocations).toHaveLength(1);
    },
  );

  it.each<[string, readonly Step[]]>([
    ['before the first event', ['stall']],
    ['after traces', [{ trace: {} }, 'stall']],
    ['after a part of the answer', [{ chunk: 'It is ' }, 'stall']],
    ['within a frame', [{ chunk: 'It is ' }, { cutFrame: true }, 'stall']],
  ])('is given up when it stalls %s and the time is over', async (_, steps) => {
    bedrock.script(steps);
    expect(await invoke({ signal: AbortSignal.timeout(150) })).toMatchObject({
      outcome: 'out_of_time',
      mayHaveBegun: true,
    });
    expect(bedrock.invocations).toHaveLength(1);
  });

  it('is given up when the signal is aborted just as the answer comes to its end', async () => {
    bedrock.script([{ chunk: 'It is done.' }]);
    const abort = new AbortController();
    const outcome = await invoke({ signal: abort.signal, onProgress: () => abort.abort() });
    expect(outcome).toMatchObject({ outcome: 'out_of_time', mayHaveBegun: true });
  });

  it('is not opened when no time is left', async () => {
    bedrock.script([{ chunk: 'never' }]);
    expect(await invoke({ signal: AbortSignal.abort() })).toMatchObject({
      outcome: 'out_of_time',
      mayHaveBegun: false,
    });
    expect(bedrock.invocations).toEqual([]);
  });

  it('goes on when whoever listens throws', async () => {
    bedrock.script([{ trace: {} }, { chunk: 'Done.' }]);
    const onProgress = (): never => {
      throw new Error('A listener failed');
    };
    expect(await invoke({ onProgress })).toMatchObject({ outcome: 'answered', answer: 'Done.' });
  });

  it.each([
    [true, { streamFinalResponse: true }],
    [false, undefined],
    [undefined, undefined],
  ])('is asked for piece by piece only where that is wanted: %s', async (streamed, expected) => {
    bedrock.script([{ chunk: 'Done.' }]);
    await invoke(streamed === undefined ? {} : { streamed });
    expect(bedrock.invocations[0]?.body).toMatchObject({ inputText: 'Deploy', enableTrace: true });
    expect(bedrock.invocations[0]?.body['streamingConfigurations']).toEqual(expected);
  });
});

describe('progress', () => {
  it('is told as it comes: steps, whole traces and pieces of text', async () => {
    const orchestration = (content: object, more: object = {}): Step => ({
      trace: { sessionId: 'conversation-1', trace: { orchestrationTrace: content }, ...more },
    });
    bedrock.script([
      { trace: { trace: { preProcessingTrace: { modelInvocationInput: { text: 'x' } } } } },
      orchestration({ modelInvocationInput: { text: 'x' } }),
      orchestration({ rationale: { text: 'I should deploy' } }),
      orchestration({
        invocationInput: {
          actionGroupInvocationInput: {
            actionGroupName: 'bootstrap',
            verb: 'post',
            apiPath: '/pipelines/bootstrap/executions',
          },
        },
      }),
      orchestration({ observation: { actionGroupInvocationOutput: { text: '{}' } } }),
      orchestration({
        invocationInput: { actionGroupInvocationInput: { actionGroupName: 'memory', function: 'query-memory' } },
      }),
      orchestration(
        { invocationInput: { agentCollaboratorInvocationInput: { agentCollaboratorName: 'compute' } } },
        { collaboratorName: 'lead' },
      ),
      {
        trace: {
          trace: {
            routingClassifierTrace: {
              observation: { agentCollaboratorInvocationOutput: { agentCollaboratorName: 'compute' } },
            },
          },
        },
      },
      orchestration({ invocationInput: { knowledgeBaseLookupInput: { text: 'x', knowledgeBaseId: 'KB1' } } }),
      orchestration({ observation: { knowledgeBaseLookupOutput: { retrievedReferences: [] } } }),
      orchestration({ observation: { finalResponse: { text: 'Done.' } } }),
      { trace: { trace: { failureTrace: { failureReason: 'Oops' } } } },
      { chunk: 'It is ' },
      { chunk: 'done.' },
    ]);
    const told: AgentProgress[] = [];
    await invoke({ onProgress: (progress) => told.push(progress) });
    expect(told.flatMap((progress) => (progress.type === 'step' ? [progress.step] : []))).toEqual([
      { kind: 'thinking' },
      { kind: 'thinking' },
      { kind: 'calling', tool: 'bootstrap', operation: 'POST /pipelines/bootstrap/executions' },
      { kind: 'called' },
      { kind: 'calling', tool: 'memory', operation: 'query-memory' },
      { kind: 'calling', tool: 'compute', agent: 'lead' },
      { kind: 'called', tool: 'compute' },
      { kind: 'calling', tool: 'KB1' },
      { kind: 'called' },
      { kind: 'failed' },
    ]);
    const traces = told.flatMap((progress) => (progress.type === 'trace' ? [progress.trace] : []));
    expect(traces).toHaveLength(12);
    expect(traces[2]).toEqual({
      sessionId: 'conversation-1',
      trace: { orchestrationTrace: { rationale: { text: 'I should deploy' } } },
    });
    expect(told.slice(-2)).toEqual([
      { type: 'text', text: 'It is ' },
      { type: 'text', text: 'done.' },
    ]);
  });
});

describe('citations', () => {
  const reference = (location: object, text?: string): object => ({
    location,
    ...(text === undefined ? {} : { content: { text } }),
  });

  it.each<[string, object, string]>([
    ['S3', { s3Location: { uri: 's3://bucket/a.md' } }, 's3://bucket/a.md'],
    ['WEB', { webLocation: { url: 'https://example.com/a' } }, 'https://example.com/a'],
    ['CONFLUENCE', { confluenceLocation: { url: 'https://wiki.example.com/a' } }, 'https://wiki.example.com/a'],
    ['SALESFORCE', { salesforceLocation: { url: 'https://sf.example.com/a' } }, 'https://sf.example.com/a'],
    ['SHAREPOINT', { sharePointLocation: { url: 'https://sp.example.com/a' } }, 'https://sp.example.com/a'],
    ['KENDRA', { kendraDocumentLocation: { uri: 'https://kendra.example.com/a' } }, 'https://kendra.example.com/a'],
    ['SQL', { sqlLocation: { query: 'SELECT 1' } }, 'SELECT 1'],
    ['CUSTOM', { customDocumentLocation: { id: 'document-1' } }, 'document-1'],
    ['CUSTOM', {}, 'CUSTOM'],
  ])('name where the cited text stands: %s', async (type, place, location) => {
    const citations = [
      {
        generatedResponsePart: { textResponsePart: { text: 'Done', span: { start: 0, end: 3 } } },
        retrievedReferences: [reference({ type, ...place }, 'An excerpt')],
      },
    ];
    bedrock.script([{ chunk: 'Done.', attribution: { citations } }]);
    expect(await invoke()).toEqual({
      outcome: 'answered',
      answer: 'Done.',
      citations: [{ text: 'Done', sources: [{ location, excerpt: 'An excerpt' }] }],
    });
  });

  it('are gathered from all chunks, without those that cite nothing', async () => {
    const cited = (text: string, retrievedReferences: readonly object[]): object => ({
      citations: [{ generatedResponsePart: { textResponsePart: { text } }, retrievedReferences }],
    });
    const place = { type: 'WEB', webLocation: { url: 'https://example.com/a' } };
    bedrock.script([
      { chunk: 'One. ', attribution: cited('One', [reference(place)]) },
      { chunk: 'Two. ', attribution: cited('Two', []) },
      { chunk: 'Three.', attribution: cited('Three', [reference(place, 'x'), {}]) },
    ]);
    expect(await invoke()).toMatchObject({
      answer: 'One. Two. Three.',
      citations: [
        { text: 'One', sources: [{ location: 'https://example.com/a' }] },
        { text: 'Three', sources: [{ location: 'https://example.com/a', excerpt: 'x' }, { location: 'unknown' }] },
      ],
    });
  });
});
