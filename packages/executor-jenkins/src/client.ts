import { type BodyPart, createRateLimit } from '@sluice/core';
import {
  type Build,
  buildSchema,
  type Jenkins,
  type Job,
  type JobBuilds,
  jenkinsSchema,
  jobBuildsSchema,
  jobSchema,
  type PendingInput,
  pendingInputsSchema,
  type QueueItem,
  queueItemSchema,
  queueSchema,
  type RunDescription,
  runDescriptionSchema,
  TREES,
} from './answers.ts';
import type { Credentials } from './credentials.ts';
import { isAnswered, nonsenseError, refusedByRule, type Subject } from './errors.ts';
import { createConnection, failedAnswer, isSuccess, refusalOf } from './jenkins/connection.ts';
import { jobPath } from './jenkins/job-path.ts';
import { jsonOf } from './jenkins/json.ts';
import { queueIdOf } from './jenkins/location.ts';
import type { JenkinsAnswer, JenkinsRequest } from './jenkins/transport.ts';

/** One call, with what its errors speak of. */
export interface Call extends Subject {
  readonly signal: AbortSignal | undefined;
}

/** A queued start. `merged`: Jenkins had an item with the same parameters already, and this is that one. */
export interface Queued {
  readonly queueId: number;
  readonly merged: boolean;
}

/** Some of the text that Jenkins sends of a log from an offset on. */
export interface LogPart {
  readonly text: Uint8Array;
  /** How many bytes of the text came, with those that were not wanted. */
  readonly seen: number;
  /** Offset where the log ends so far; how long its text is says nothing about it. */
  readonly end: number;
  /** Whether more may come. */
  readonly more: boolean;
}

/** An answer, and which start of Jenkins gave it: after a restart it is another one. */
export interface InSession<Body> {
  readonly body: Body;
  readonly session: string | undefined;
}

/** Which of the job's builds to read: from the newest, 0, on; `to` is not among them. */
export interface BuildRange {
  readonly from: number;
  readonly to: number;
}

/** How to end a build: `stop` asks it to, the others only pipelines have. */
export type StopAction = 'stop' | 'term' | 'kill';

/** What to tell an input step. `values` go with an approval of a step that has parameters. */
export interface InputAnswer {
  readonly inputId: string;
  readonly decision: 'approve' | 'reject';
  readonly values: readonly { readonly name: string; readonly value: unknown }[];
}

/**
 * The calls of Jenkins' API that we make. Each is one request, and none is ever repeated but for a POST that Jenkins
 * turned away at the door because its crumb was out of date.
 */
export interface JenkinsClient {
  getJenkins(call: Call): Promise<Jenkins>;
  getJob(call: Call): Promise<InSession<Job>>;
  buildWithParameters(call: Call, parameters: Readonly<Record<string, string>>): Promise<Queued>;
  /** Reads a queue item; undefined when Jenkins does not know it any more. */
  getQueueItem(call: Call, queueId: number): Promise<QueueItem | undefined>;
  listQueue(call: Call): Promise<readonly QueueItem[]>;
  /** Takes an item out of the queue. Whether it worked is for who looks again: Jenkins answers differently over time. */
  cancelQueueItem(call: Call, queueId: number): Promise<void>;
  /** Reads a build; undefined when it is not there, or the job is hidden. */
  getBuild(call: Call, buildNumber: number): Promise<Build | undefined>;
  /** Reads builds of the job, newest first, with the number that the next one gets. */
  listBuilds(call: Call, range: BuildRange): Promise<InSession<JobBuilds>>;
  /** Reads the stages of a pipeline; undefined without the plugin that knows them. */
  describeRun(call: Call, buildNumber: number): Promise<RunDescription | undefined>;
  /** Ends a build. Whether it worked is for who looks again. */
  stopBuild(call: Call, buildNumber: number, action: StopAction): Promise<void>;
  /** Lists the input steps that wait; undefined without the plugin that knows them. */
  listPendingInputs(call: Call, buildNumber: number): Promise<readonly PendingInput[] | undefined>;
  /** Answers an input step; false when it waits no more. */
  answerInput(call: Call, buildNumber: number, answer: InputAnswer): Promise<boolean>;
  /** Reads a part of the text of a log that follows the offset `start`. */
  getLog(call: Call, buildNumber: number, start: number, part: BodyPart): Promise<LogPart>;
  /** Returns the length of a log, without reading it. */
  getLogSize(call: Call, buildNumber: number): Promise<number>;
}

export interface JenkinsClientOptions {
  /** With the context path, without a slash at the end. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly requestTimeoutMs: number;
  readonly now: () => number;
  readonly random: () => number;
}

const NOTHING: BodyPart = { from: 0, length: 0 };

/** Makes the one thing here that talks to Jenkins. */
export function createJenkinsClient(options: JenkinsClientOptions): JenkinsClient {
  const { get, getIfThere, post } = createConnection({ ...options, rateLimit: createRateLimit(options) });
  return {
    async getJenkins(call) {
      return jsonOf(call, await get(call, { path: '/api/json', query: { tree: TREES.jenkins } }), jenkinsSchema);
    },
    async getJob(call) {
      const answer = await get(call, { path: `${jobPath(call.job)}/api/json`, query: { tree: TREES.job } });
      return { body: jsonOf(call, answer, jobSchema), session: sessionOf(answer) };
    },
    async buildWithParameters(call, parameters) {
      const answer = await post(call, { path: `${jobPath(call.job)}/buildWithParameters`, form: parameters });
      const queueId = queueIdOf(answer.headers.get('location'));
      const { status } = answer;
      const isQueued = status === 201 || status === 303;
      if (isQueued && queueId !== undefined) return { queueId, merged: status === 303 };
      if (isQueued || queueId !== undefined) throw nonsenseError(call);
      throw status === 302 ? refusedByRule(call) : refusalOf(call, answer);
    },
    async getQueueItem(call, id) {
      const answer = await getIfThere(call, { path: `/queue/item/${id}/api/json`, query: { tree: TREES.item } });
      return answer === undefined ? undefined : jsonOf(call, answer, queueItemSchema);
    },
    async listQueue(call) {
      const answer = await get(call, { path: '/queue/api/json', query: { tree: `items[${TREES.item}]` } });
      return jsonOf(call, answer, queueSchema).items;
    },
    async cancelQueueItem(call, id) {
      const answer = await post(call, { path: '/queue/cancelItem', query: { id } });
      if (answer.status >= 400 && ![404, 422, 500].includes(answer.status)) throw refusalOf(call, answer);
    },
    async getBuild(call, buildNumber) {
      const path = `${buildPath(call, buildNumber)}/api/json`;
      const answer = await getIfThere(call, { path, query: { tree: TREES.build } });
      return answer === undefined ? undefined : jsonOf(call, answer, buildSchema);
    },
    async listBuilds(call, { from, to }) {
      const tree = `inQueue,nextBuildNumber,allBuilds[${TREES.build}]{${from},${to}}`;
      const answer = await get(call, { path: `${jobPath(call.job)}/api/json`, query: { tree } });
      return { body: jsonOf(call, answer, jobBuildsSchema), session: sessionOf(answer) };
    },
    async describeRun(call, buildNumber) {
      const answer = await getIfThere(call, { path: `${buildPath(call, buildNumber)}/wfapi/describe` });
      return answer === undefined ? undefined : jsonOf(call, answer, runDescriptionSchema);
    },
    async stopBuild(call, buildNumber, action) {
      const answer = await post(call, { path: `${buildPath(call, buildNumber)}/${action}` });
      if (answer.status >= 400) throw refusalOf(call, answer);
    },
    async listPendingInputs(call, buildNumber) {
      const answer = await getIfThere(call, { path: `${buildPath(call, buildNumber)}/wfapi/pendingInputActions` });
      return answer === undefined ? undefined : jsonOf(call, answer, pendingInputsSchema);
    },
    async answerInput(call, buildNumber, input) {
      const answer = await post(call, answerRequest(buildPath(call, buildNumber), input));
      if (isSuccess(answer.status)) return true;
      if (answer.status === 404 || isAnswered(failedAnswer(answer))) return false;
      throw refusalOf(call, answer);
    },
    async getLog(call, buildNumber, start, part) {
      const answer = await get(call, { path: logPath(call, buildNumber), query: { start }, part });
      const more = answer.headers.get('x-more-data') === 'true';
      return { text: answer.body, seen: answer.seen, end: logEnd(call, answer), more };
    },
    async getLogSize(call, buildNumber) {
      const path = logPath(call, buildNumber);
      return logEnd(call, await get(call, { path, query: { start: 0 }, part: NOTHING }));
    },
  };
}

/** Jenkins tells of addresses for this too, but those may lead anywhere. */
function answerRequest(path: string, { inputId, decision, values }: InputAnswer): Omit<JenkinsRequest, 'method'> {
  if (decision === 'approve' && values.length > 0) {
    return {
      path: `${path}/wfapi/inputSubmit`,
      query: { inputId },
      form: { json: JSON.stringify({ parameter: values }) },
    };
  }
  const action = decision === 'approve' ? 'proceedEmpty' : 'abort';
  return { path: `${path}/input/${encodeURIComponent(inputId)}/${action}` };
}

function sessionOf({ headers }: JenkinsAnswer): string | undefined {
  return headers.get('x-jenkins-session') ?? undefined;
}

function buildPath({ job }: Call, buildNumber: number): string {
  return `${jobPath(job)}/${buildNumber}`;
}

function logPath(call: Call, buildNumber: number): string {
  return `${buildPath(call, buildNumber)}/logText/progressiveText`;
}

function logEnd(call: Call, { headers }: JenkinsAnswer): number {
  const size = headers.get('x-text-size') ?? '';
  if (!/^\d{1,15}$/.test(size)) throw nonsenseError(call);
  return Number(size);
}
