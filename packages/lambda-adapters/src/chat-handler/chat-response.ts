/** An HTTP response as API Gateway and function URLs take it, in both payload formats. @public */
export interface ProxyResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What went wrong and what to do, in the manner of RFC 9457. */
export interface ChatProblem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly sessionId?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Makes the response with an agent's answer. */
export function answerResponse(answer: string, sessionId: string): ProxyResponse {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify({ answer, session_id: sessionId }),
  };
}

/** Makes the response that tells of a problem. */
export function problemResponse({ status, code, detail, sessionId, headers }: ChatProblem): ProxyResponse {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify({ title: TITLES[status] ?? 'Failed', status, detail, code, session_id: sessionId }),
  };
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  405: 'Method not allowed',
  500: 'Internal error',
  502: 'The agent failed',
  503: 'The agent is busy',
  504: 'The agent did not finish in time',
};
