import { ConfigurationError, SluiceError } from '@sluice/core';
import { type Pact, parsePact } from './pact.ts';

/** Where pacts and what came of them are kept for all teams: a Pact Broker, or PactFlow. */
export interface Broker {
  /** Returns the pacts that a provider has to keep: of the main branches, and of what is deployed or released. */
  pactsFor(provider: string): Promise<readonly BrokerPact[]>;
  /** Writes down what came of a pact. */
  publishResult(pact: BrokerPact, result: VerificationResult): Promise<void>;
  /** Publishes the pact of a version of its consumer, and returns what the broker says to it. */
  publishPact(pact: Pact, version: PactVersion): Promise<string>;
  /** Asks whether a version gets along with all that is in an environment. */
  canIDeploy(question: DeployQuestion): Promise<DeployAnswer>;
}

export interface BrokerPact {
  readonly pact: Pact;
  /** Where its results are written to. */
  readonly resultsUrl: string;
}

export interface VerificationResult {
  readonly provider: string;
  readonly success: boolean;
  readonly providerVersion: string;
  readonly branch: string | undefined;
  /** By interaction, as the report has it. */
  readonly testResults: readonly object[];
}

export interface PactVersion {
  readonly version: string;
  readonly branch: string | undefined;
}

export interface DeployQuestion {
  readonly pacticipant: string;
  readonly version: string;
  readonly environment: string;
}

export interface DeployAnswer {
  readonly deployable: boolean;
  readonly reason: string;
}

type EnvironmentVariables = Readonly<Record<string, string | undefined>>;
type Json = Readonly<Record<string, unknown>>;

const TIMEOUT_MS = 30_000;

/**
 * Makes the client of the broker that `PACT_BROKER_BASE_URL` names, with `PACT_BROKER_TOKEN`, or `PACT_BROKER_USERNAME`
 * and `PACT_BROKER_PASSWORD`.
 *
 * @throws ConfigurationError when the variables name none
 */
export function brokerFromEnv(variables: EnvironmentVariables): Broker {
  const baseUrl = variables['PACT_BROKER_BASE_URL']?.replace(/\/+$/, '');
  if (baseUrl === undefined || !URL.canParse(baseUrl)) {
    const message = 'names no Pact Broker: expected its address, such as https://broker.example.com';
    throw new ConfigurationError([{ path: ['PACT_BROKER_BASE_URL'], message }]);
  }
  return createBroker(baseUrl, authorizationOf(variables));
}

function authorizationOf(variables: EnvironmentVariables): string | undefined {
  const { PACT_BROKER_TOKEN: token, PACT_BROKER_USERNAME: name, PACT_BROKER_PASSWORD: password = '' } = variables;
  if (token !== undefined) return `Bearer ${token}`;
  return name === undefined ? undefined : `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

function createBroker(baseUrl: string, authorization: string | undefined): Broker {
  async function call(method: string, url: string, body?: object): Promise<Json> {
    // The broker's links may lead anywhere; its token goes to the broker alone.
    if (!sameOrigin(url, baseUrl)) throw brokerFailed('its links lead to another server');
    const headers = {
      accept: 'application/hal+json, application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(authorization === undefined ? {} : { authorization }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const init = { method, headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS), ...sent } as const;
    const answer = await fetch(url, init).catch((cause: unknown) => {
      throw brokerFailed('it does not answer', cause);
    });
    const text = await answer.text();
    if (!answer.ok) throw brokerFailed(`it answered ${method} ${new URL(url).pathname} with ${answer.status}`);
    return text === '' ? {} : JSON.parse(text);
  }

  async function linkOf(relation: string): Promise<string> {
    const href = hrefOf(await call('GET', `${baseUrl}/`), relation);
    if (href === undefined) throw brokerFailed(`it has no ${relation}: it may be too old`);
    return href;
  }

  return {
    async pactsFor(provider) {
      const url = (await linkOf('pb:provider-pacts-for-verification')).replace(
        '{provider}',
        encodeURIComponent(provider),
      );
      const consumerVersionSelectors = [{ mainBranch: true }, { deployedOrReleased: true }];
      const { pacts = [] } = member(await call('POST', url, { consumerVersionSelectors }), '_embedded');
      return Promise.all((pacts as readonly Json[]).map((listed) => pactAt(hrefOf(listed, 'self') ?? url)));
    },
    async publishResult({ resultsUrl }, { provider, success, providerVersion, branch, testResults }) {
      if (branch !== undefined) {
        const path = [provider, 'branches', branch, 'versions', providerVersion].map(encodeURIComponent).join('/');
        await call('PUT', `${baseUrl}/pacticipants/${path}`, {});
      }
      const verifiedBy = { implementation: 'sluice contract verify' };
      await call('POST', resultsUrl, {
        success,
        providerApplicationVersion: providerVersion,
        verifiedBy,
        testResults,
      });
    },
    async publishPact({ consumer, provider, raw }, { version, branch }) {
      const content = Buffer.from(JSON.stringify(raw)).toString('base64');
      const answer = await call('POST', await linkOf('pb:publish-contracts'), {
        pacticipantName: consumer,
        pacticipantVersionNumber: version,
        ...(branch === undefined ? {} : { branch }),
        contracts: [
          {
            consumerName: consumer,
            providerName: provider,
            specification: 'pact',
            contentType: 'application/json',
            content,
          },
        ],
      });
      const notices = (answer['notices'] ?? []) as readonly Json[];
      return notices.map(({ text }) => String(text)).join('\n');
    },
    async canIDeploy({ pacticipant, version, environment }) {
      const query = new URLSearchParams({ pacticipant, version, environment });
      const summary = member(await call('GET', `${baseUrl}/can-i-deploy?${query}`), 'summary');
      return { deployable: summary['deployable'] === true, reason: String(summary['reason'] ?? 'it gives no reason') };
    },
  };

  async function pactAt(url: string): Promise<BrokerPact> {
    const { _links: links, ...raw } = await call('GET', url);
    const resultsUrl = hrefOf({ _links: links }, 'pb:publish-verification-results');
    if (resultsUrl === undefined) throw brokerFailed('it takes no results of verifications');
    return { pact: parsePact(JSON.stringify(raw), 'What the broker has'), resultsUrl };
  }
}

function hrefOf(resource: Json, relation: string): string | undefined {
  const { href } = member(member(resource, '_links'), relation);
  return typeof href === 'string' ? href : undefined;
}

function member(value: Json, name: string): Json {
  const inner = value[name];
  return typeof inner === 'object' && inner !== null ? (inner as Json) : {};
}

function sameOrigin(url: string, other: string): boolean {
  return URL.canParse(url) && new URL(url).origin === new URL(other).origin;
}

function brokerFailed(reason: string, cause?: unknown): SluiceError {
  return new SluiceError({ code: 'internal_error', message: `The Pact Broker can't be used: ${reason}.`, cause });
}
