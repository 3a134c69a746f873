import { expect } from 'vitest';
import type { components } from '../src/generated/gitlab.ts';
import {
  createGitLabSimulator,
  createVirtualClock,
  type GitLabSimulator,
  type GitLabSimulatorOptions,
  type VirtualClock,
} from '../src/index.ts';
import { type OpenApiContract, openApiContract } from './openapi-contract.ts';

/** Our description of GitLab's API, which every answer of the simulator is held against. */
export const GITLAB_CONTRACT: OpenApiContract = openApiContract('gitlab.openapi.yaml');

export type Schemas = components['schemas'];

interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  json<Body>(): Body;
}

interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A simulator without a network, and the clock it goes by. */
export interface SimulatorBench {
  readonly clock: VirtualClock;
  readonly simulator: GitLabSimulator;
  call(path: string, request?: ApiRequest): Promise<ApiAnswer>;
  /** Calls the API below the project `platform/bootstrap`, as a maintainer. */
  api(path: string, request?: ApiRequest): Promise<ApiAnswer>;
  /** Starts a pipeline over the API. */
  start(body?: Partial<Schemas['CreatePipeline']>): Promise<Schemas['Pipeline']>;
}

export function setUpSimulator(options: GitLabSimulatorOptions = {}): SimulatorBench {
  const clock = createVirtualClock();
  const simulator = createGitLabSimulator({ clock, projects: [{ path: 'platform/bootstrap', id: 42 }], ...options });
  const bench: SimulatorBench = {
    clock,
    simulator,
    async call(path, { method = 'GET', body, headers = {} } = {}) {
      const response = await simulator.app.request(path, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      checkAnswer({ method, path, status: response.status, headers: response.headers, text });
      return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
    },
    api(path, request) {
      const headers = { 'private-token': 'simulator-token', ...request?.headers };
      return bench.call(`/api/v4/projects/platform%2Fbootstrap${path}`, { ...request, headers });
    },
    async start(body = {}) {
      const answer = await bench.api('/pipeline', { method: 'POST', body: { ref: 'main', ...body } });
      return answer.json<Schemas['Pipeline']>();
    },
  };
  return bench;
}

interface GivenAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Holds every JSON answer of the API against our description of it, refusals too; a route that GitLab lacks has none. */
function checkAnswer({ method, path, status, headers, text }: GivenAnswer): void {
  const { pathname } = new URL(path, 'http://gitlab');
  const isJson = headers.get('content-type')?.includes('json') ?? false;
  const isOurs = pathname.startsWith('/api/v4/') && !text.includes('"error":"404 Not Found"');
  // GitLab has no JSON for its own failures that would be worth describing: a test chose them.
  if (!isJson || !isOurs || status >= 500) return;
  const answer = { method, path: pathname.slice('/api/v4'.length), status, body: JSON.parse(text) };
  expect(GITLAB_CONTRACT.differences(answer)).toBe('');
}

/** Returns variables in the form that the API takes. */
export function variables(values: Readonly<Record<string, string>>): Schemas['Variable'][] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}
