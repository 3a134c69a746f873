import { createHmac } from 'node:crypto';
import type { PendingApproval, PipelineExecutor, WebhookRequest } from '@sluice/core';
import { type Breakage, methods } from './executor-breakage.ts';
import type { MillTarget } from './executor-mill.ts';
import { MILL_SCENARIOS, MILL_SECRET } from './executor-mill-world.ts';

type Executor = PipelineExecutor<MillTarget>;

function whole(executor: Executor): Required<Executor> {
  const { retry, pendingApprovals, answerApproval, receiveWebhook } = executor;
  if (!retry || !pendingApprovals || !answerApproval || !receiveWebhook) throw new Error('it is not whole');
  return { ...executor, retry, pendingApprovals, answerApproval, receiveWebhook };
}

const dialogue = (breaking: (right: Required<Executor>) => Partial<Executor>) =>
  methods((right) => breaking(whole(right)));

const receiving = (change: (request: WebhookRequest) => WebhookRequest) =>
  dialogue((right) => ({ receiveWebhook: (request) => right.receiveWebhook(change(request)) }));

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
