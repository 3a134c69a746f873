import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  type AnswerApprovalRequest,
  type AnswerApprovalResult,
  connectionFaultOf,
  ExecutorError,
  type FindResult,
  type LogChunk,
  type PipelineExecutor,
  type Run,
  type RunStatus,
  refusalLine,
  retryAfterMsOf,
  SluiceError,
  type WebhookRequest,
  type WebhookResult,
} from '@sluice/core';
import * as z from 'zod';

export interface MillTarget {
  readonly job: string;
}

export interface MillExecutorOptions {
  readonly url: string;
  readonly token: string;
  readonly webhookSecret: string;
  readonly now: () => number;
  readonly requestTimeoutMs: number;
  readonly fetch: typeof globalThis.fetch;
}

const runSchema = z.object({
  id: z.int(),
  state: z.string(),
  made_at: z.number(),
  values: z.record(z.string(), z.string()),
  failure: z.object({ step: z.string(), log_end: z.string() }).optional(),
});
const pageSchema = z.object({ runs: z.array(runSchema), more: z.boolean() });
const questionsSchema = z.array(
  z.object({
    key: z.string(),
    text: z.string(),
    canBeDeclined: z.boolean(),
    value: z.string().optional(),
    open: z.boolean(),
  }),
);
const webhookSchema = z.object({ event: z.literal('run'), run: runSchema.pick({ id: true, values: true }) });

const STATUS: Readonly<Record<string, RunStatus>> = {
  waiting: 'queued',
  working: 'running',
  stopping: 'running',
  asking: 'blocked',
  passed: 'succeeded',
  failed: 'failed',
  nothing_done: 'failed',
  stopped: 'cancelled',
};
const SKEW_MS = 300_000;
const MAX_PAGES = 10;

interface Call {
  readonly what: string;
  readonly signal: AbortSignal | undefined;
  /** Whether it can start a run. */
  readonly starts?: boolean;
}

/** A right executor for the mill: what breakages break. */
export function createMillExecutor(options: MillExecutorOptions): PipelineExecutor<MillTarget> {
  const { token, now } = options;
  const secrets = [token, new URL(options.url).host];

  async function send(call: Call, path: string, body?: unknown): Promise<{ response: Response; bytes: Uint8Array }> {
    const { signal } = call;
    signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(options.requestTimeoutMs);
    try {
      const response = await options.fetch(`${options.url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        redirect: 'manual',
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
    } catch (error) {
      signal?.throwIfAborted();
      throw unanswered(call, error);
    }
  }

  async function ask(call: Call, path: string, body?: unknown): Promise<{ response: Response; bytes: Uint8Array }> {
    const answer = await send(call, path, body);
    if (answer.response.ok) return answer;
    throw refused(call, answer.response, new TextDecoder().decode(answer.bytes));
  }

  async function read<Value>(call: Call, path: string, schema: z.ZodType<Value>, body?: unknown): Promise<Value> {
    const { bytes } = await ask(call, path, body);
    try {
      return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch {
      throw new ExecutorError({ message: `The mill's answer to ${call.what} makes no sense.`, retryable: true });
    }
  }

  function refused({ what, starts }: Call, { status, headers }: Response, text: string): ExecutorError {
    const isRefusal = status >= 400 && status < 500 && status !== 408;
    const said = isRefusal ? refusalLine(text, secrets) : undefined;
    return new ExecutorError({
      message: `The mill refused to ${what} (HTTP ${status})${said === undefined ? '' : `: ${said}`}.`,
      outcome: isRefusal || !starts ? 'not_started' : 'unknown',
      retryable: status === 429 || status >= 500,
      retryAfterMs: retryAfterMsOf(headers, now()),
      // A proxy answers 404 too; the mill says what it does not have.
      runIsGone: status === 404 && text.includes('"no such run"'),
    });
  }

  function unanswered({ what, starts }: Call, error: unknown): ExecutorError {
    const { kind } = connectionFaultOf(error);
    return new ExecutorError({
      message: `The mill did not ${what}: no answer came.`,
      outcome: kind === 'not_sent' || !starts ? 'not_started' : 'unknown',
      retryable: true,
    });
  }

  async function* pages(call: Call, job: string, query: string): AsyncGenerator<z.infer<typeof pageSchema>> {
    let before = '';
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const found = await read(call, `/jobs/${encodeURIComponent(job)}/runs?${query}${before}`, pageSchema);
      yield found;
      if (!found.more) return;
      before = `&before=${found.runs.at(-1)?.id}`;
    }
  }

  const getRun = (call: Call, id: string) => read(call, `/runs/${idOf(id)}`, runSchema);

  return {
    specificationVersion: 'v1',
    name: 'mill',
    capabilities: { retry: true, approvals: true, webhooks: true, force: ['kill'] },
    targetSchema: z.strictObject({ job: z.string().regex(/^[\w-]+$/) }),

    async start({ target, variables, signal }) {
      const job = encodeURIComponent(target.job);
      const { takes } = await read(
        { what: 'show the job', signal },
        `/jobs/${job}`,
        z.object({ takes: z.array(z.string()) }),
      );
      const dropped = Object.keys(variables).filter((name) => !takes.includes(name));
      if (dropped.length > 0) {
        const message = `The job takes no ${dropped.join(', ')}.`;
        throw new ExecutorError({ message, outcome: 'not_started' });
      }
      const call: Call = { what: 'start the job', signal, starts: true };
      return toRun(await read(call, `/jobs/${job}/runs`, runSchema, { values: variables }));
    },

    async find({ executionId, target, startedAt, signal }): Promise<FindResult> {
      const matches: Run[] = [];
      let isWhole = false;
      for await (const { runs, more } of pages({ what: 'look for the run', signal }, target.job, '')) {
        const recent = runs.filter((run) => run.made_at >= startedAt - SKEW_MS);
        matches.push(...recent.filter(({ values }) => values['SLUICE_EXECUTION_ID'] === executionId).map(toRun));
        isWhole = !more || recent.length < runs.length;
        if (isWhole) break;
      }
      const [run, ...others] = matches;
      if (run !== undefined && others.length > 0) return { outcome: 'ambiguous', runIds: matches.map(({ id }) => id) };
      if (run !== undefined) return { outcome: 'found', run };
      return isWhole ? { outcome: 'absent' } : { outcome: 'indeterminate', reason: 'too many runs to look at' };
    },

    async get({ runId, signal }) {
      return toRun(await getRun({ what: 'show the run', signal }, runId));
    },

    async list({ target, since, signal }) {
      const listed: Run[] = [];
      for await (const { runs } of pages({ what: 'list the runs', signal }, target.job, `changed_since=${since}`)) {
        listed.push(...runs.map(toRun));
      }
      return listed.map(({ id, status, rawStatus }) => ({ id, status, rawStatus }));
    },

    async cancel({ runId, force, signal }) {
      const call: Call = { what: 'stop the run', signal };
      if (isOver(toRun(await getRun(call, runId)))) return;
      const { response, bytes } = await send(call, `/runs/${idOf(runId)}/stop`, { kill: force === 'kill' });
      if (!response.ok && response.status !== 409) throw refused(call, response, new TextDecoder().decode(bytes));
    },

    async retry({ runId, signal }) {
      return toRun(await read({ what: 'run it again', signal }, `/runs/${idOf(runId)}/rerun`, runSchema, {}));
    },

    async readLog({ runId, cursor, signal }): Promise<LogChunk> {
      const from = positionOf(runId, cursor);
      const { response, bytes } = await ask({ what: 'show the log', signal }, `/runs/${idOf(runId)}/log?from=${from}`);
      const isWhole = response.headers.get('x-log-whole') === 'true';
      const whole = isWhole ? bytes : bytes.subarray(0, wholeCharacters(bytes));
      const content = new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole);
      if (isWhole) return { content, complete: true };
      return { content, cursor: `${runId}-${from + whole.length}`, complete: false };
    },

    async pendingApprovals({ runId, signal }) {
      const questions = await read(
        { what: 'show questions', signal },
        `/runs/${idOf(runId)}/questions`,
        questionsSchema,
      );
      return questions
        .filter(({ open }) => open)
        .map(({ key, text, canBeDeclined, value }) => ({
          id: `${runId}-${key}`,
          title: text,
          canReject: canBeDeclined,
          inputs: value === undefined ? [] : [{ name: value }],
        }));
    },

    async answerApproval(request: AnswerApprovalRequest<MillTarget>): Promise<AnswerApprovalResult> {
      const { runId, approvalId, decision, inputs = {}, signal } = request;
      const call: Call = { what: 'answer the question', signal };
      const path = `/runs/${idOf(runId)}/questions`;
      const questions = await read(call, path, questionsSchema);
      const question = questions.find(({ key }) => approvalId === `${runId}-${key}`);
      if (question === undefined) throw invalid('The run never asked that.');
      if (decision === 'reject' && !question.canBeDeclined) throw invalid('That can not be rejected.');
      if (!question.open) return { outcome: 'not_pending' };
      const value = inputs[question.value ?? ''];
      const answer = { yes: decision === 'approve', ...(value === undefined ? {} : { value }) };
      const { response, bytes } = await send(call, `${path}/${question.key}`, answer);
      if (response.status === 409) return { outcome: 'not_pending' };
      if (!response.ok) throw refused(call, response, new TextDecoder().decode(bytes));
      return { outcome: 'answered' };
    },

    async receiveWebhook({ headers, body, receivedAt, signal }: WebhookRequest): Promise<WebhookResult> {
      signal?.throwIfAborted();
      const [id, time, signature] = ['id', 'time', 'signature'].map((name) => headers.get(`x-mill-${name}`) ?? '');
      const expected = createHmac('sha256', options.webhookSecret).update(`${id}.${time}.`).update(body).digest();
      const given = Buffer.from(signature ?? '', 'hex');
      const isSigned = given.length === expected.length && timingSafeEqual(given, expected);
      if (!isSigned || Math.abs(Number(time) - receivedAt) > SKEW_MS) return { outcome: 'unauthenticated' };
      const webhook = webhookSchema.safeParse(jsonOf(body));
      if (!webhook.success) return { outcome: 'malformed', reason: 'it is no webhook about a run' };
      const { run } = webhook.data;
      const executionId = run.values['SLUICE_EXECUTION_ID'];
      if (executionId === undefined) return { outcome: 'ignored', reason: 'the run is not ours' };
      return { outcome: 'accepted', deliveryId: id, sightings: [{ executionId, runId: String(run.id) }] };
    },
  };
}

function toRun({ id, state, failure }: z.infer<typeof runSchema>): Run {
  const run = { id: String(id), status: STATUS[state] ?? 'running', rawStatus: state, stages: [] } as const;
  if (state === 'nothing_done') return { ...run, failure: { kind: 'skipped', message: 'Nothing was done.' } };
  if (state !== 'failed') return run;
  const message = `It failed in step ${failure?.step}.`;
  return { ...run, failure: { kind: 'failed', message, stage: failure?.step, logTail: failure?.log_end } };
}

function isOver({ status }: Run): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

function idOf(runId: string): string {
  if (/^\d{1,15}$/.test(runId)) return runId;
  throw new ExecutorError({ message: 'The run id is none of the mill.' });
}

function positionOf(runId: string, cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [, run, from] = /^(\d{1,15})-(\d{1,15})$/.exec(cursor) ?? [];
  if (run !== runId) throw invalid('The cursor is not of this log.');
  return Number(from);
}

function invalid(message: string): SluiceError {
  return new SluiceError({ code: 'invalid_request', message });
}

/** How many bytes are whole characters. */
function wholeCharacters(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  const last = bytes[end - 1] ?? 0;
  if (last < 0x80) return bytes.length;
  const length = last >= 0xf0 ? 4 : last >= 0xe0 ? 3 : 2;
  return end - 1 + length <= bytes.length ? bytes.length : end - 1;
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
