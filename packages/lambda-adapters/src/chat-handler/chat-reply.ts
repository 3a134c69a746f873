/** JSON of an answer, or of a problem in the manner of RFC 9457. @public */
export type ChatBody = Readonly<Record<string, unknown>>;

/** What a request comes to, whichever door it came through. @public */
export interface ChatReply {
  /** As of HTTP; a problem from 400 on. */
  readonly status: number;
  /** Undefined: there is nothing to say. */
  readonly body?: ChatBody | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What went wrong and what to do. */
export interface ChatProblem {
  readonly status: number;
  /** @defaultValue that of the status */
  readonly title?: string | undefined;
  readonly code: string;
  readonly detail: string;
  readonly sessionId?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Makes the reply that tells of a problem. */
export function problemReply({ status, title, code, detail, sessionId, headers }: ChatProblem): ChatReply {
  const session = sessionId === undefined ? {} : { session_id: sessionId };
  return { status, body: { title: title ?? TITLES[status] ?? 'Failed', status, detail, code, ...session }, headers };
}

/** Makes the reply to a request that is wrong. */
export function invalidRequest(detail: string): ChatReply {
  return problemReply({ status: 400, code: 'invalid_request', detail });
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  404: 'Not found',
  405: 'Method not allowed',
  500: 'Internal error',
  502: 'The agent failed',
  503: 'The agent is busy',
  504: 'The agent did not finish in time',
};
