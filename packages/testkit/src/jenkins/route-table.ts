import type { JenkinsRoute } from './faults.ts';
import { notFound, Refusal } from './refusal.ts';

/** What the path of a request says. */
export interface RouteMatch {
  readonly route: JenkinsRoute;
  /** Names of the job and its folders, as Jenkins has them. */
  readonly job: readonly string[];
  /** Number of the build. */
  readonly build: number;
  /** Id of the queue item. */
  readonly item: number;
  /** Id of the input step. */
  readonly input: string;
  /** The last word where one route has several, such as `stop`. */
  readonly action: string;
}

const JOB = '(?<job>(?:/job/[^/]+)+)';
const BUILD = String.raw`${JOB}/(?<build>\d+)`;

const ROUTES: readonly (readonly [JenkinsRoute, 'GET' | 'POST', RegExp])[] = [
  ['get-jenkins', 'GET', /^\/api\/json$/],
  ['get-crumb', 'GET', /^\/crumbIssuer\/api\/json$/],
  ['list-queue', 'GET', /^\/queue\/api\/json$/],
  ['get-queue-item', 'GET', /^\/queue\/item\/(?<item>\d+)\/api\/json$/],
  ['cancel-queue-item', 'POST', /^\/queue\/cancelItem$/],
  ['cancel-queue-item', 'POST', /^\/queue\/item\/(?<item>\d+)\/cancelQueue$/],
  ['get-job', 'GET', new RegExp(`^${JOB}/api/json$`)],
  ['trigger-build', 'POST', new RegExp(`^${JOB}/(?<action>build|buildWithParameters)$`)],
  ['get-build', 'GET', new RegExp(`^${BUILD}/api/json$`)],
  ['stop-build', 'POST', new RegExp(`^${BUILD}/(?<action>stop|term|kill)$`)],
  ['get-log', 'GET', new RegExp(`^${BUILD}/logText/progressiveText$`)],
  ['describe-run', 'GET', new RegExp(`^${BUILD}/wfapi/describe$`)],
  ['list-inputs', 'GET', new RegExp(`^${BUILD}/wfapi/pendingInputActions$`)],
  ['answer-input', 'POST', new RegExp(`^${BUILD}/wfapi/(?<action>inputSubmit)$`)],
  ['answer-input', 'POST', new RegExp(`^${BUILD}/input/(?<input>[^/]+)/(?<action>proceedEmpty|abort)$`)],
];

/**
 * Finds out what a request is about.
 *
 * @throws Refusal with status 404, or 405 for a GET of what only a POST may do
 */
export function matchRoute(method: string, path: string): RouteMatch {
  for (const [route, expected, pattern] of ROUTES) {
    const match = pattern.exec(path);
    if (match === null) continue;
    // Jenkins reads on POST as well, which some clients use for long queries.
    if (expected === 'POST' && method !== 'POST') throw new Refusal(405, 'Method Not Allowed', { allow: 'POST' });
    const { job = '', build, item, input = '', action = '' } = match.groups ?? {};
    return { route, job: jobNames(job), build: Number(build), item: Number(item), input: decoded(input), action };
  }
  throw notFound();
}

function jobNames(path: string): readonly string[] {
  return [...path.matchAll(/\/job\/([^/]+)/g)].map(([, name = '']) => decoded(name));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(400, 'Bad Request');
  }
}
