import type { PactV4 } from '@pact-foundation/pact';
import { given } from './expected.ts';
import { EXAMPLE_KEY, type ProxyInteraction } from './proxy-interaction.ts';

const ACCEPT = 'application/json, application/problem+json';
const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';

type Unconfigured = ReturnType<PactV4['addInteraction']>;
type WithRequest = ReturnType<Unconfigured['withRequest']>;
type Promised = ReturnType<WithRequest['willRespondWith']>;
type RequestBuilder = Parameters<NonNullable<Parameters<Unconfigured['withRequest']>[2]>>[0];

/** Writes an interaction into a pact, and returns what has to be asked for it to count. */
export function promised(pact: PactV4, interaction: ProxyInteraction): Promised {
  const { description, state, request, response } = interaction;
  return pact
    .addInteraction()
    .given(state)
    .uponReceiving(description)
    .withRequest(request.method, request.path, (builder) => writeRequest(builder, request))
    .willRespondWith(response.status, (builder) => {
      const type = response.status < 400 ? JSON_TYPE : PROBLEM_TYPE;
      builder.headers({ 'Content-Type': type, ...response.headers });
      builder.jsonBody(response.body);
    });
}

function writeRequest(builder: RequestBuilder, { query, headers, body }: ProxyInteraction['request']): void {
  builder.headers({ Accept: ACCEPT, 'X-API-Key': given('api_key', EXAMPLE_KEY), ...headers });
  if (query !== undefined) builder.query({ ...query });
  if (body !== undefined) builder.jsonBody(body);
}
