import { createHmac } from 'node:crypto';
import type { LogChunk, PendingApproval, PipelineExecutor, WebhookRequest } from '@sluice/core';
import { type Breakage, methods, onError } from './executor-breakage.ts';
import type { MillTarget } from './executor-mill.ts';
import { MILL_TOKEN } from './executor-mill-server.ts';
import { MILL_SCENARIOS, MILL_SECRET } from './executor-mill-world.ts';

type Executor = PipelineExecutor<MillTarget>;

function whole(executor: Executor): Required<Executor> {
  const { retry, pendingApprovals, answerApproval, receiveWebhook } = executor;
  if (!retry || !pendingApprovals || !answerApproval || !receiveWebhook) throw new Error('it is not whole');
  return { ...executor, retry, pendingApprovals, answerApproval, receiveWebhook };
}

const dialogue = (breaking: (right: Required<Executor>) => Partial<Executor>) =>
  methods((right) => breaking(whole(right)));

const reading = (change: (chunk: LogChunk) => LogChunk) =>
  methods((right) => ({ readLog: async (request) => change(await right.readLog(request)) }));

const receiving = (change: (request: WebhookRequest) => WebhookRequest) =>
  dialogue((right) => ({ receiveWebhook: (request) => right.receiveWebhook(change(request)) }));

const isEmpty = ({ content }: LogChunk): boolean => content === '';
const done = ({ content }: LogChunk): LogChunk => ({ content, complete: true });

/** Executors that read logs wrongly. */
export const logBreakages: readonly Breakage[] = [
  [
    'loses a character at the end of each chunk',
    'gives the whole log in chunks, all of it once, in one piece, letters beyond ASCII intact',
    /the whole log, each byte once/,
    reading((chunk) => (chunk.complete ? chunk : { ...chunk, content: chunk.content.slice(0, -1) })),
  ],
  [
    'repeats a line at the end of each chunk',
    'gives the whole log in chunks, all of it once, in one piece, letters beyond ASCII intact',
    /the whole log, each byte once/,
    reading((chunk) => ({ ...chunk, content: chunk.content + (chunk.content.split('\n').at(-2) ?? '') })),
  ],
  [
    'cuts letters in two',
    'gives the whole log in chunks, all of it once, in one piece, letters beyond ASCII intact',
    /the whole log, each byte once/,
    methods((_, { url }) => ({
      async readLog({ runId, cursor = '0', signal }) {
        const init = { headers: { authorization: `Bearer ${MILL_TOKEN}` }, signal: signal ?? null };
        const response = await fetch(`${url}/runs/${runId}/log?from=${cursor}`, init);
        const bytes = new Uint8Array(await response.arrayBuffer());
        const content = new TextDecoder().decode(bytes);
        if (response.headers.get('x-log-whole') === 'true') return { content, complete: true };
        return { content, cursor: String(Number(cursor) + bytes.length), complete: false };
      },
    })),
  ],
  [
    'goes on for ever',
    'gives the whole log in chunks, all of it once, in one piece, letters beyond ASCII intact',
    /a chunk has a cursor until the log is complete/,
    reading((chunk) => ({ ...chunk, cursor: chunk.cursor ?? '1-0' })),
  ],
  [
    'takes the end of what there is for the end',
    'gives the whole log also when it is read while it is written',
    /the whole log, each byte once/,
    reading((chunk) => (isEmpty(chunk) || chunk.content.length < 20_000 ? done(chunk) : chunk)),
  ],
  [
    'remembers how far it read, and does not look at the cursor',
    'gives the same chunk for the same cursor, to whoever asks',
    /gives the chunk that it gave before/,
    methods((right) => {
      let last: string | undefined;
      return {
        async readLog(request) {
          const chunk = await right.readLog({ ...request, cursor: last });
          last = chunk.cursor;
          return chunk;
        },
      };
    }),
  ],
  [
    'begins anew when it does not know the cursor',
    'refuses a cursor that it never gave',
    /which no chunk had, is refused/,
    methods((right) => ({
      readLog: ({ cursor = '', ...request }) =>
        right.readLog({ ...request, cursor: /^\d{1,9}-\d{1,9}$/.test(cursor) ? cursor : undefined }),
    })),
  ],
  [
    "takes the cursor of another run's log",
    "refuses a cursor of another run's log",
    /a cursor of another run's log is refused/,
    methods((right) => ({
      readLog: ({ cursor, ...request }) =>
        right.readLog({ ...request, cursor: cursor?.replace(/^\d+/, request.runId) }),
    })),
  ],
  [
    'calls an empty log complete',
    'has nothing yet of a run that has not begun, and does not call that complete',
    /is not complete/,
    reading((chunk) => (isEmpty(chunk) ? done(chunk) : chunk)),
  ],
  [
    'calls a log complete when it has read all that there is',
    'calls no log complete whose run goes on',
    /is not complete/,
    reading(done),
  ],
  [
    'gives no cursor when there is nothing new',
    'calls no log complete whose run goes on',
    /has a cursor to go on with/,
    reading((chunk) => (isEmpty(chunk) ? { ...chunk, cursor: undefined } : chunk)),
  ],
  [
    'looks whether the run has ended after it read the log',
    'calls no log complete before all of it was given, though its run ends while it is read',
    /whether the run has ended is read before the log, not after it\nSeen: \{ heldUntilTheEnd: 'GET \/runs\/\d+'/,
    methods((right) => ({
      async readLog(request) {
        const chunk = await right.readLog(request);
        const { status } = await right.get(request);
        return isEmpty(chunk) && status === 'succeeded' ? done(chunk) : chunk;
      },
    })),
  ],
  [
    'takes an answer that broke off for the end',
    'takes no answer that breaks off for the end of the log',
    /what was read is the log or an error/,
    methods((right) => ({
      readLog: (request) => onError<LogChunk>(right.readLog(request), () => ({ content: '', complete: true })),
    })),
  ],
];

const first = (shown: readonly PendingApproval[]): string => shown[0]?.id ?? '';

const answeringAnything = dialogue((right) => ({
  async answerApproval(request) {
    const approvalId = first(await right.pendingApprovals(request));
    return approvalId === '' ? { outcome: 'not_pending' } : right.answerApproval({ ...request, approvalId });
  },
}));

/** Executors that answer for people wrongly. */
export const approvalBreakages: readonly Breakage[] = [
  [
    'gives a question another id each time',
    'shows what a run waits for, by an id that stays, and calls the run blocked',
    /a question keeps its id/,
    dialogue((right) => {
      const salt = Math.random();
      return {
        pendingApprovals: async (request) =>
          (await right.pendingApprovals(request)).map((question) => ({ ...question, id: `${question.id}-${salt}` })),
      };
    }),
  ],
  [
    'calls running what waits for somebody',
    'shows what a run waits for, by an id that stays, and calls the run blocked',
    /get says that the run is blocked/,
    methods((right) => ({
      async get(request) {
        const run = await right.get(request);
        return run.status === 'blocked' ? { ...run, status: 'running' } : run;
      },
    })),
  ],
  [
    'says answered, and answers nothing',
    'lets the run go on when it is approved',
    /get says that the run has ended/,
    methods(() => ({ answerApproval: async () => ({ outcome: 'answered' }) })),
  ],
  [
    'says answered of what was answered before',
    'answers a question once: what waits no more is not_pending',
    /is not pending any more/,
    dialogue((right) => ({
      async answerApproval(request) {
        await right.answerApproval(request);
        return { outcome: 'answered' };
      },
    })),
  ],
  [
    'approves whatever was decided',
    'rejects where it can be rejected, and refuses to where it can not',
    /whose approval was rejected does not succeed/,
    dialogue((right) => ({
      answerApproval: (request) => right.answerApproval({ ...request, decision: 'approve' }),
    })),
  ],
  [
    'approves what can not be rejected',
    'rejects where it can be rejected, and refuses to where it can not',
    /can not be rejected/,
    dialogue((right) => ({
      answerApproval: (request) => right.answerApproval({ ...request, decision: 'approve' }),
    })),
    { ...MILL_SCENARIOS, waitsForApproval: { target: { job: 'manual' } } },
  ],
  [
    'answers whatever is pending',
    'refuses an id that is none of this run’s approvals, and answers nothing',
    /is none of this run's approvals: it is refused/,
    answeringAnything,
  ],
  [
    'answers the next question when the one that was shown waits no more',
    'answers the question that was shown, and never the next one',
    /is not pending, though another question is/,
    answeringAnything,
  ],
  [
    'answers what is pending when it does not know what became of an answer',
    'may be asked again when the answer to an answer got lost, and answers nothing else then',
    /pendingApprovals shows what the run waits for|still waits/,
    answeringAnything,
  ],
  [
    'drops the values that come with an approval',
    'hands the values that come with an approval over as they are',
    /FINENESS arrives as "plain"/,
    dialogue((right) => ({ answerApproval: ({ inputs: _, ...request }) => right.answerApproval(request) })),
  ],
  [
    'makes a question of every run',
    'shows nothing of a run that waits for nobody',
    /waits for nobody/,
    methods(() => ({ pendingApprovals: async () => [{ id: 'go', title: 'Go on?', canReject: false }] })),
  ],
];

/** Signs anything, for anybody. */
function signed({ body, ...request }: WebhookRequest): WebhookRequest {
  const headers = new Headers({ 'x-mill-id': '1', 'x-mill-time': String(request.receivedAt) });
  const text = createHmac('sha256', MILL_SECRET).update(`1.${request.receivedAt}.`).update(body).digest('hex');
  headers.set('x-mill-signature', text);
  return { ...request, body, headers };
}

/** Executors that believe anybody. */
export const webhookBreakages: readonly Breakage[] = [
  [
    'sights another run',
    'accepts what the CI system sends about a run, and tells whose run it is',
    /sights it, with its execution id/,
    dialogue((right) => ({
      async receiveWebhook(request) {
        const result = await right.receiveWebhook(request);
        return result.outcome === 'accepted' ? { ...result, sightings: [] } : result;
      },
    })),
  ],
  [
    'accepts any secret',
    'accepts nothing that was sent with another secret',
    /with another secret is unauthenticated/,
    receiving(signed),
  ],
  [
    'accepts what is not signed',
    'accepts nothing that proves nothing',
    /without its headers and its query is unauthenticated/,
    receiving((request) => (request.headers.has('x-mill-signature') ? request : signed(request))),
  ],
  [
    'looks at what a body means, not at its bytes',
    'accepts nothing whose body is not the one that was signed',
    /with a space more is unauthenticated/,
    receiving((request) => ({
      ...request,
      body: Buffer.from(JSON.stringify(JSON.parse(Buffer.from(request.body).toString()))),
    })),
  ],
  [
    'accepts what is old',
    'accepts nothing that was signed long ago, or will be',
    /of another day is unauthenticated/,
    receiving((request) => ({ ...request, receivedAt: Number(request.headers.get('x-mill-time')) })),
  ],
  [
    'takes each delivery for another webhook',
    'knows a webhook again that is delivered again, and tells it from others',
    /two deliveries of one webhook have one deliveryId/,
    dialogue((right) => ({
      async receiveWebhook(request) {
        const result = await right.receiveWebhook(request);
        return result.outcome === 'accepted' ? { ...result, deliveryId: String(request.receivedAt) } : result;
      },
    })),
  ],
  [
    'takes all webhooks for one',
    'knows a webhook again that is delivered again, and tells it from others',
    /two webhooks have two deliveryIds/,
    dialogue((right) => ({
      async receiveWebhook(request) {
        const result = await right.receiveWebhook(request);
        return result.outcome === 'accepted' ? { ...result, deliveryId: 'mill' } : result;
      },
    })),
  ],
  [
    'sights runs of nobody',
    "makes nothing of a run that is nobody's execution",
    /without an execution id sights nothing/,
    dialogue((right) => ({
      async receiveWebhook(request) {
        const result = await right.receiveWebhook(request);
        if (result.outcome !== 'ignored') return result;
        return { outcome: 'accepted', sightings: [{ executionId: '', runId: '1' }] };
      },
    })),
  ],
  [
    'reads a body before it knows who sent it, and falls over it',
    'calls malformed what the CI system would not send, and never rejects',
    /nothing that is sent makes receiveWebhook reject/,
    receiving((request) => {
      JSON.parse(Buffer.from(request.body).toString());
      return request;
    }),
  ],
  [
    'ignores what it does not understand',
    'calls malformed what the CI system would not send, and never rejects',
    /half an object from the right sender is malformed/,
    dialogue((right) => ({
      async receiveWebhook(request) {
        const result = await right.receiveWebhook(request);
        return result.outcome === 'malformed' ? { ...result, outcome: 'ignored' } : result;
      },
    })),
  ],
  [
    'looks the run up at once',
    'sends nothing to anybody',
    /read without asking the CI system/,
    dialogue((right) => ({
      async receiveWebhook(request) {
        const result = await right.receiveWebhook(request);
        const [sighting] = result.outcome === 'accepted' ? result.sightings : [];
        if (sighting !== undefined) await right.get({ runId: sighting.runId, target: { job: 'grind' } });
        return result;
      },
    })),
  ],
];
