import { listen } from '@sluice/testkit';
import { onTestFinished } from 'vitest';

/** A request that the broker got. */
export interface BrokerRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly body: Record<string, unknown> | undefined;
}

/** A Pact Broker of one pact. */
export interface FakeBroker {
  readonly url: string;
  readonly requests: readonly BrokerRequest[];
  /** Returns the first request of a path. */
  requestTo(path: string): BrokerRequest | undefined;
}

export interface FakeBrokerOptions {
  /** What it has been given before. @defaultValue nothing */
  readonly pact?: object | undefined;
  /** What it says to `can-i-deploy`. @defaultValue it does not know */
  readonly deployable?: boolean | null | undefined;
  /** Where its links lead. @defaultValue to itself */
  readonly linksTo?: string | undefined;
  /** @defaultValue whoever asks is let in */
  readonly authorization?: string | undefined;
}

/** Starts a broker with the resources that its documentation describes; it ends with the test. */
export async function startFakeBroker(options: FakeBrokerOptions = {}): Promise<FakeBroker> {
  const requests: BrokerRequest[] = [];
  const { url, close } = await listen(async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    const authorization = request.headers.get('authorization');
    const body = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
    requests.push({ method: request.method, path: `${pathname}${search}`, authorization, body });
    if (options.authorization !== undefined && authorization !== options.authorization) {
      return new Response('', { status: 401 });
    }
    const answer = answerTo(`${request.method} ${pathname}`, options.linksTo ?? url, options);
    return answer === undefined ? new Response('', { status: 404 }) : Response.json(answer);
  }, 0);
  onTestFinished(close);
  return { url, requests, requestTo: (path) => requests.find((one) => one.path === path) };
}

const PACT = '/pacts/provider/mcp-server/consumer/mcp-proxy/pact-version/1';

function answerTo(request: string, url: string, { pact, deployable = null }: FakeBrokerOptions): object | undefined {
  switch (request) {
    case 'GET /':
      return {
        _links: {
          'pb:publish-contracts': { href: `${url}/contracts/publish` },
          'pb:provider-pacts-for-verification': { href: `${url}/pacts/provider/{provider}/for-verification` },
        },
      };
    case 'POST /pacts/provider/mcp-server/for-verification':
      return { _embedded: { pacts: pact === undefined ? [] : [{ _links: { self: { href: `${url}${PACT}` } } }] } };
    case `GET ${PACT}`:
      return { ...pact, _links: { 'pb:publish-verification-results': { href: `${url}${PACT}/verification-results` } } };
    case `POST ${PACT}/verification-results`:
    case 'PUT /pacticipants/mcp-server/branches/main/versions/1.4.2':
      return {};
    case 'POST /contracts/publish':
      return { notices: [{ type: 'success', text: 'Pact successfully published.' }] };
    case 'GET /can-i-deploy':
      return { summary: { deployable, reason: 'All required verification results are published.' } };
    default:
      return undefined;
  }
}
