/** The calls that the simulated GitLab answers. @public */
export type GitLabRoute =
  | 'create-pipeline'
  | 'list-pipelines'
  | 'get-pipeline'
  | 'list-variables'
  | 'list-jobs'
  | 'get-trace'
  | 'cancel-pipeline';

/**
 * Something that goes wrong.
 *
 * - `commit-then-timeout`: does what was asked, never answers.
 * - `commit-then-502`: does it, but a proxy answers with 502 and HTML.
 * - `commit-then-reset`: does it, then the connection breaks; `commit-then-partial-answer`: in the middle of the answer.
 * - `commit-late`: a proxy answers with 504; what was asked is done `delayMs` later.
 * - `garbage`: does it, and answers with the right status and a body that makes no sense.
 * - `late-visibility`: does it, but lists do not show the new pipeline until `delayMs` later.
 * - `reset`: the connection breaks before anything is done.
 * - `status`: answers with this status and body instead of doing it.
 * - `too-many-requests`: 429. `creation-rate-limit`: GitLab's limit on new pipelines, which it answers with a 400.
 *
 * @public
 */
export type GitLabFault = {
  /** Which call it strikes. @defaultValue any */
  readonly route?: GitLabRoute | undefined;
  /** How many requests it strikes. @defaultValue 1 */
  readonly times?: number | undefined;
} & (
  | {
      readonly kind:
        | 'commit-then-timeout'
        | 'commit-then-502'
        | 'commit-then-reset'
        | 'commit-then-partial-answer'
        | 'garbage'
        | 'reset'
        | 'creation-rate-limit';
    }
  | { readonly kind: 'commit-late' | 'late-visibility'; readonly delayMs: number }
  | { readonly kind: 'too-many-requests'; readonly retryAfterSeconds?: number | undefined }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string | undefined;
      readonly headers?: Readonly<Record<string, string>> | undefined;
    }
);

/** What a fault comes to. */
export interface FaultEffect {
  /** Whether the request is carried out. */
  readonly commit: boolean;
  /** A new pipeline begins to exist that much later. */
  readonly createdAfterMs?: number;
  /** Lists show a new pipeline that much later. */
  readonly listedAfterMs?: number;
  /** What the client gets instead of GitLab's answer. @defaultValue GitLab's answer */
  readonly answer?: 'nothing' | 'reset' | 'half' | FixedAnswer;
}

/** An answer that takes the place of GitLab's. */
interface FixedAnswer {
  /** @defaultValue the status that GitLab answered with */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const JSON_BODY = { 'content-type': 'application/json' };
const HTML_BODY = { 'content-type': 'text/html' };

/** Says what a fault does to a request. */
export function effectOf(fault: GitLabFault): FaultEffect {
  switch (fault.kind) {
    case 'commit-then-timeout':
      return { commit: true, answer: 'nothing' };
    case 'commit-then-502':
      return { commit: true, answer: proxyPage(502, 'Bad Gateway') };
    case 'commit-then-reset':
      return { commit: true, answer: 'reset' };
    case 'commit-then-partial-answer':
      return { commit: true, answer: 'half' };
    case 'commit-late':
      return { commit: true, createdAfterMs: fault.delayMs, answer: proxyPage(504, 'Gateway Time-out') };
    case 'garbage':
      return { commit: true, answer: { headers: JSON_BODY, body: '{"id": "not a' } };
    case 'late-visibility':
      return { commit: true, listedAfterMs: fault.delayMs };
    case 'reset':
      return { commit: false, answer: 'reset' };
    case 'status':
      return {
        commit: false,
        answer: { status: fault.status, headers: { ...JSON_BODY, ...fault.headers }, body: fault.body ?? '' },
      };
    case 'too-many-requests':
      return { commit: false, answer: tooManyRequests(fault.retryAfterSeconds) };
    case 'creation-rate-limit': {
      const message = { base: ['Too many pipelines created in the last minute. Try again later.'] };
      return { commit: false, answer: { status: 400, headers: JSON_BODY, body: JSON.stringify({ message }) } };
    }
  }
}

function proxyPage(status: number, title: string): FixedAnswer {
  const heading = `${status} ${title}`;
  const body = `<html>\r\n<head><title>${heading}</title></head>\r\n<body>\r\n<center><h1>${heading}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return { status, headers: HTML_BODY, body };
}

function tooManyRequests(retryAfterSeconds: number | undefined): FixedAnswer {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { status: 429, headers: { 'content-type': 'text/plain', ...headers }, body: 'Retry later\n' };
}

/** The faults that wait for a request, first come first served. */
export interface FaultQueue {
  add(fault: GitLabFault): void;
  /** Takes the fault that strikes a request, if there is one. */
  take(route: GitLabRoute): GitLabFault | undefined;
  clear(): void;
}

/** Makes an empty queue. */
export function createFaultQueue(): FaultQueue {
  const waiting: { readonly fault: GitLabFault; left: number }[] = [];
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    take(route) {
      const entry = waiting.find(({ fault }) => fault.route === undefined || fault.route === route);
      if (entry === undefined) return undefined;
      entry.left -= 1;
      if (entry.left <= 0) waiting.splice(waiting.indexOf(entry), 1);
      return entry.fault;
    },
    clear() {
      waiting.length = 0;
    },
  };
}
