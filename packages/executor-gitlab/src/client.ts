import { setTimeout } from 'node:timers/promises';
import ky from 'ky';
import type * as z from 'zod';
import {
  type Job,
  jobsSchema,
  type Pipeline,
  type PipelineSummary,
  pipelineSchema,
  pipelineSummariesSchema,
  type Variable,
  variablesSchema,
} from './answers.ts';
import { answerError, connectionError, nonsenseError, type Subject, timeoutError, tokenError } from './errors.ts';
import type { components, operations } from './generated/gitlab.ts';

/** One call, with what its errors speak of. */
export interface Call extends Subject {
  readonly signal: AbortSignal | undefined;
}

type PipelineFilters = Omit<NonNullable<operations['listPipelines']['parameters']['query']>, 'page' | 'per_page'>;

/** The calls of GitLab's API that we make. Each is one request for one page; none is ever repeated. */
export interface GitLabClient {
  createPipeline(call: Call, body: components['schemas']['CreatePipeline']): Promise<Pipeline>;
  getPipeline(call: Call, pipelineId: string): Promise<Pipeline>;
  /** The pipelines that fit, of so many pages of 100 at the most. */
  listPipelines(call: Call, filters: PipelineFilters, maxPages: number): Promise<readonly PipelineSummary[]>;
  /** The variables that a pipeline was started with; undefined when the token may not read them, or it was deleted. */
  listVariables(call: Call, pipelineId: number): Promise<readonly Variable[] | undefined>;
  /** The jobs of a pipeline with the attempts that retries have replaced. */
  listJobs(call: Call, pipelineId: string): Promise<readonly Job[]>;
  /** The whole log of a job; empty when there is none. */
  getTrace(call: Call, jobId: number): Promise<Uint8Array>;
  cancelPipeline(call: Call, pipelineId: string): Promise<void>;
}

export interface GitLabClientOptions {
  /** With `/api/v4`. */
  readonly apiUrl: string;
  readonly token: string | (() => Promise<string>);
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly requestTimeoutMs: number;
}

interface Request {
  readonly method: 'get' | 'post';
  /** Below the project. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly json?: unknown;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

const PER_PAGE = 100;
const MAX_JOB_PAGES = 10;

/** Makes the one thing here that talks to GitLab. */
export function createGitLabClient(options: GitLabClientOptions): GitLabClient {
  async function send(call: Call, request: Request): Promise<{ readonly answer: Answer; readonly token: string }> {
    const token = await resolveToken(options);
    call.signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(options.requestTimeoutMs);
    const url = `${options.apiUrl}/projects/${encodeURIComponent(call.project)}${request.path}`;
    try {
      const response = await ky(url, {
        method: request.method,
        headers: { authorization: `Bearer ${token}` },
        ...(request.query === undefined ? {} : { searchParams: { ...request.query } }),
        ...(request.json === undefined ? {} : { json: request.json }),
        ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
        signal: call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]),
        timeout: false,
        retry: 0,
        redirect: 'manual',
        throwHttpErrors: false,
      });
      const body = new Uint8Array(await response.arrayBuffer());
      return { answer: { status: response.status, headers: response.headers, body }, token };
    } catch (error) {
      call.signal?.throwIfAborted();
      throw timeout.aborted ? timeoutError(call, options.requestTimeoutMs) : connectionError(call, error);
    }
  }

  /** Sends a request; answers with one of the statuses in `absent` are nothing to worry about. */
  async function ask(call: Call, request: Request, absent: readonly number[] = []): Promise<Answer | undefined> {
    const { answer, token } = await send(call, request);
    if (answer.status >= 200 && answer.status < 300) return answer;
    if (absent.includes(answer.status)) return undefined;
    const { host } = new URL(options.apiUrl);
    throw answerError(
      call,
      {
        status: answer.status,
        body: decode(answer.body),
        contentType: answer.headers.get('content-type'),
        retryAfter: answer.headers.get('retry-after'),
      },
      /[.:]/.test(host) ? [token, host] : [token],
    );
  }

  async function read<Body>(call: Call, request: Request, schema: z.ZodType<Body>): Promise<Body> {
    const answer = await ask(call, request);
    if (answer === undefined) throw nonsenseError(call);
    return parse(call, answer, schema);
  }

  async function readPages<Item>(
    call: Call,
    request: Request,
    { schema, maxPages }: { readonly schema: z.ZodType<readonly Item[]>; readonly maxPages: number },
  ): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let page = 1; page <= maxPages; page += 1) {
      const answer = await ask(call, { ...request, query: { ...request.query, per_page: PER_PAGE, page } });
      if (answer === undefined) throw nonsenseError(call);
      const found = parse(call, answer, schema);
      items.push(...found);
      // A proxy may drop the header; then only a page that is not full is known to be the last.
      if (!(answer.headers.get('x-next-page') ?? found.length === PER_PAGE)) break;
    }
    return items;
  }

  return {
    createPipeline: (call, body) => read(call, { method: 'post', path: '/pipeline', json: body }, pipelineSchema),
    getPipeline: (call, id) => read(call, { method: 'get', path: `/pipelines/${id}` }, pipelineSchema),
    listPipelines(call, filters, maxPages) {
      const request: Request = { method: 'get', path: '/pipelines', query: filters };
      return readPages(call, request, { schema: pipelineSummariesSchema, maxPages });
    },
    async listVariables(call, id) {
      const answer = await ask(call, { method: 'get', path: `/pipelines/${id}/variables` }, [403, 404]);
      return answer === undefined ? undefined : parse(call, answer, variablesSchema);
    },
    listJobs(call, id) {
      const request: Request = { method: 'get', path: `/pipelines/${id}/jobs`, query: { include_retried: true } };
      return readPages(call, request, { schema: jobsSchema, maxPages: MAX_JOB_PAGES });
    },
    async getTrace(call, id) {
      return (await ask(call, { method: 'get', path: `/jobs/${id}/trace` }, [404]))?.body ?? new Uint8Array();
    },
    async cancelPipeline(call, id) {
      await ask(call, { method: 'post', path: `/pipelines/${id}/cancel` });
    },
  };
}

async function resolveToken({ token: source, requestTimeoutMs }: GitLabClientOptions): Promise<string> {
  const token = (typeof source === 'string' ? source : await readToken(source, requestTimeoutMs)).trim();
  if (!/^[\x21-\x7e]+$/.test(token)) throw tokenError('is empty or has characters that no token has');
  return token;
}

/** A token that comes late would start a pipeline after others have found that there is none. */
async function readToken(source: () => Promise<string>, timeoutMs: number): Promise<string> {
  const patience = new AbortController();
  const tooLate = setTimeout(timeoutMs, undefined, { signal: patience.signal }).then(() => {
    throw new Error(`no token within ${timeoutMs} ms`);
  });
  try {
    return await Promise.race([Promise.resolve().then(source), tooLate]);
  } catch (error) {
    throw tokenError('could not be read', error);
  } finally {
    patience.abort();
  }
}

function parse<Body>(call: Call, answer: Answer, schema: z.ZodType<Body>): Body {
  try {
    return schema.parse(JSON.parse(decode(answer.body)));
  } catch {
    throw nonsenseError(call);
  }
}

function decode(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}
