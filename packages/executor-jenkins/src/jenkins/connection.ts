import type { Call } from '../client.ts';
import { answerError, type FailedAnswer, nonsenseError, wantsCrumb } from '../errors.ts';
import { createCrumbJar } from './crumb.ts';
import { createTransport, type JenkinsAnswer, type JenkinsRequest, type TransportOptions } from './transport.ts';

/** Requests to Jenkins, by what comes of their answers. */
export interface Connection {
  /** Reads what must be there. */
  get(call: Call, request: ReadRequest): Promise<JenkinsAnswer>;
  /** Reads what may not be there; undefined when it is not. */
  getIfThere(call: Call, request: ReadRequest): Promise<JenkinsAnswer | undefined>;
  /** Sends something, with a crumb where one is needed. Answers with whatever Jenkins does. */
  post(call: Call, request: PostRequest): Promise<JenkinsAnswer>;
}

type ReadRequest = Pick<JenkinsRequest, 'path' | 'query' | 'part'>;
type PostRequest = Pick<JenkinsRequest, 'path' | 'query' | 'form'>;

/** Makes a connection, which is none yet. */
export function createConnection(options: TransportOptions): Connection {
  const send = createTransport(options);

  async function getIfThere(call: Call, request: ReadRequest): Promise<JenkinsAnswer | undefined> {
    const answer = await send(call, { ...request, method: 'get' });
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw refusalOf(call, answer);
    return answer;
  }
  const crumbs = createCrumbJar(getIfThere);
  return {
    getIfThere,
    async get(call, request) {
      const answer = await send(call, { ...request, method: 'get' });
      if (answer.status !== 200) throw refusalOf(call, answer);
      return answer;
    },
    async post(call, request) {
      if (!options.credentials.needsCrumb) return send(call, { ...request, method: 'post' });
      const answer = await send(call, { ...request, method: 'post', headers: await crumbs.headers(call) });
      if (!wantsCrumb(failedAnswer(answer))) return answer;
      // Jenkins turns a crumb away before it looks at what is asked, so to send this once more starts nothing twice.
      return send(call, { ...request, method: 'post', headers: await crumbs.renew(call) });
    },
  };
}

/** Returns what errors are made of. */
export function failedAnswer({ status, headers, body, retryAfterMs }: JenkinsAnswer): FailedAnswer {
  return {
    status,
    body: new TextDecoder().decode(body),
    contentType: headers.get('content-type'),
    retryAfterMs,
    byJenkins: headers.has('x-jenkins'),
  };
}

/** Makes the error for an answer that is not the one that was hoped for. */
export function refusalOf(call: Call, answer: JenkinsAnswer): Error {
  return isSuccess(answer.status) ? nonsenseError(call) : answerError(call, failedAnswer(answer), answer.secrets);
}

/** Tells whether a status says that all went well. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
