import type { BodyPart } from '@sluice/core';
import type * as z from 'zod';
import {
  type Job,
  jobsSchema,
  type Pipeline,
  type PipelineSummary,
  pipelineSchema,
  pipelineSummariesSchema,
  type TriggerJob,
  triggerJobsSchema,
  type Variable,
  variablesSchema,
} from './answers.ts';
import { goneError } from './errors.ts';
import type { components, operations } from './generated/gitlab.ts';
import {
  createExchange,
  decode,
  type Exchanged,
  type ExchangeOptions,
  isByGitLab,
  isSuccess,
  type ProjectRequest,
  parseAnswer,
} from './gitlab/exchange.ts';
import type { Call } from './gitlab/transport.ts';

type Schemas = components['schemas'];
type PipelineFilters = Omit<NonNullable<operations['listPipelines']['parameters']['query']>, 'page' | 'per_page'>;

/** The calls of GitLab's API that we make. Whatever can start or play something is sent once, never again. */
export interface GitLabClient {
  createPipeline(call: Call, body: Schemas['CreatePipeline']): Promise<Pipeline>;
  /** Starts a pipeline with the project's trigger token; absent where there is none. */
  readonly triggerPipeline:
    | ((call: Call, body: Omit<Schemas['TriggerPipeline'], 'token'>) => Promise<Pipeline>)
    | undefined;
  /** @throws ExecutorError with `runIsGone` when the project answers and the pipeline does not, before and after */
  getPipeline(call: Call, pipelineId: string): Promise<Pipeline>;
  /** Undefined when there is none, or the token may not see it. */
  getPipelineIfVisible(call: Call, pipelineId: string): Promise<Pipeline | undefined>;
  /** The pipelines that fit, of so many pages of 100 at the most. */
  listPipelines(call: Call, filters: PipelineFilters, maxPages: number): Promise<readonly PipelineSummary[]>;
  /** The variables that a pipeline was started with; undefined when the token may not read them, or it was deleted. */
  listVariables(call: Call, pipelineId: number): Promise<readonly Variable[] | undefined>;
  /** The jobs of a pipeline with the attempts that retries have replaced; without those that trigger pipelines. */
  listJobs(call: Call, pipelineId: string): Promise<readonly Job[]>;
  /** The jobs of a pipeline that trigger others, their latest attempts only. */
  listTriggerJobs(call: Call, pipelineId: string): Promise<readonly TriggerJob[]>;
  /** A part of the log of a job; empty when there is none. GitLab sends all that comes before it, too. */
  getTrace(call: Call, jobId: number, part: BodyPart): Promise<Uint8Array>;
  cancelPipeline(call: Call, pipelineId: string): Promise<void>;
  retryPipeline(call: Call, pipelineId: string): Promise<void>;
  /** Lets a job run that waits; false when it does not wait any more. */
  playJob(call: Call, jobId: number): Promise<boolean>;
  cancelJob(call: Call, jobId: number, force: boolean): Promise<void>;
}

/** How a list is read. */
interface Paged<Item> {
  readonly schema: z.ZodType<readonly Item[]>;
  readonly maxPages: number;
  /** Statuses that are no error. @defaultValue none */
  readonly fine?: readonly number[];
}

const PER_PAGE = 100;
const MAX_JOB_PAGES = 10;

/** Makes the client. */
export function createGitLabClient(options: ExchangeOptions): GitLabClient {
  const exchange = createExchange(options);
  /** The first is asked first: what answered last. */
  let triggerJobsPaths: readonly string[] = ['trigger_jobs', 'bridges'];

  /** Asks for something. An answer with one of the statuses in `fine` is no error. */
  async function ask(call: Call, request: ProjectRequest, fine: readonly number[] = []): Promise<Exchanged> {
    const answer = await exchange(call, request);
    if (isSuccess(answer) || fine.includes(answer.status)) return answer;
    throw answer.refusal();
  }

  async function read<Body>(call: Call, request: ProjectRequest, schema: z.ZodType<Body>): Promise<Body> {
    return parseAnswer(call, await ask(call, request), schema);
  }

  /** As `read`; undefined for what the token may not see, or GitLab does not have. */
  async function readIfVisible<Body>(
    call: Call,
    request: ProjectRequest,
    schema: z.ZodType<Body>,
  ): Promise<Body | undefined> {
    const answer = await ask(call, request, [403, 404]);
    return isSuccess(answer) ? parseAnswer(call, answer, schema) : undefined;
  }

  /** Undefined for an answer with a status that is `fine`. */
  async function readPages<Item>(
    call: Call,
    request: ProjectRequest,
    { schema, maxPages, fine }: Paged<Item>,
  ): Promise<readonly Item[] | undefined> {
    const items: Item[] = [];
    for (let page = 1; page <= maxPages; page += 1) {
      const answer = await ask(call, { ...request, query: { ...request.query, per_page: PER_PAGE, page } }, fine);
      if (!isSuccess(answer)) return undefined;
      const found = parseAnswer(call, answer, schema);
      items.push(...found);
      // A proxy may drop the header; then only a page that is not full is known to be the last.
      if (!(answer.headers.get('x-next-page') ?? found.length === PER_PAGE)) break;
    }
    return items;
  }

  return {
    createPipeline: (call, body) => read(call, { method: 'post', path: '/pipeline', json: body }, pipelineSchema),
    triggerPipeline:
      options.credentials.triggerToken === undefined
        ? undefined
        : (call, body) =>
            read(call, { method: 'post', path: '/trigger/pipeline', json: body, triggers: true }, pipelineSchema),
    async getPipeline(call, id) {
      const request: ProjectRequest = { method: 'get', path: `/pipelines/${id}` };
      const answer = await ask(call, request, [404]);
      if (isSuccess(answer)) return parseAnswer(call, answer, pipelineSchema);
      if (!isByGitLab(answer)) throw answer.refusal();
      const project = await ask(call, { method: 'get', path: '' }, [403, 404]);
      if (!isSuccess(project)) throw answer.refusal();
      // A gateway may have said so, for the moment in which it read its rules again.
      const again = await ask(call, request, [404]);
      if (isSuccess(again)) return parseAnswer(call, again, pipelineSchema);
      throw isByGitLab(again) ? goneError(call) : again.refusal();
    },
    getPipelineIfVisible(call, id) {
      return readIfVisible(call, { method: 'get', path: `/pipelines/${id}` }, pipelineSchema);
    },
    async listPipelines(call, filters, maxPages) {
      const request: ProjectRequest = { method: 'get', path: '/pipelines', query: filters };
      return (await readPages(call, request, { schema: pipelineSummariesSchema, maxPages })) ?? [];
    },
    listVariables(call, id) {
      return readIfVisible(call, { method: 'get', path: `/pipelines/${id}/variables` }, variablesSchema);
    },
    async listJobs(call, id) {
      const request: ProjectRequest = {
        method: 'get',
        path: `/pipelines/${id}/jobs`,
        query: { include_retried: true },
      };
      return (await readPages(call, request, { schema: jobsSchema, maxPages: MAX_JOB_PAGES })) ?? [];
    },
    async listTriggerJobs(call, id) {
      for (const path of triggerJobsPaths) {
        const request: ProjectRequest = { method: 'get', path: `/pipelines/${id}/${path}` };
        const paged = { schema: triggerJobsSchema, maxPages: MAX_JOB_PAGES, fine: [404] };
        const jobs = await readPages(call, request, paged);
        if (jobs === undefined) continue;
        triggerJobsPaths = [path, ...triggerJobsPaths.filter((other) => other !== path)];
        return jobs;
      }
      return [];
    },
    async getTrace(call, id, part) {
      const answer = await ask(call, { method: 'get', path: `/jobs/${id}/trace`, part }, [404]);
      if (isSuccess(answer)) return answer.body;
      if (isByGitLab(answer)) return new Uint8Array();
      throw answer.refusal();
    },
    async cancelPipeline(call, id) {
      await ask(call, { method: 'post', path: `/pipelines/${id}/cancel`, repeatable: true });
    },
    async retryPipeline(call, id) {
      await ask(call, { method: 'post', path: `/pipelines/${id}/retry` });
    },
    async playJob(call, id) {
      const answer = await ask(call, { method: 'post', path: `/jobs/${id}/play` }, [400]);
      if (isSuccess(answer)) return true;
      if (/unplayable/i.test(decode(answer.body))) return false;
      throw answer.refusal();
    },
    async cancelJob(call, id, force) {
      const query = force ? { force } : undefined;
      await ask(call, { method: 'post', path: `/jobs/${id}/cancel`, query, repeatable: true });
    },
  };
}
