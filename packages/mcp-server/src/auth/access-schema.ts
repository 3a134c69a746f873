import type { Scope } from '@sluice/core';
import * as z from 'zod';
import type { Access } from './access.ts';
import type { ApiKey } from './api-key.ts';
import { type ClaimRules, SCOPES } from './claim-rules.ts';
import type { DirectAccess, GatewayAccess, IamGrant } from './gateway.ts';
import { TOKEN_ALGORITHMS, type TokenIssuer } from './jwt.ts';
import { isLoadBalancerArn, type LoadBalancerAccess } from './load-balancer.ts';
import { isIssuer, KEY_ID, KEY_ID_FORM } from './principal-id.ts';
import { isTrustedUrl } from './trusted-url.ts';

const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

const text = z.string(must('be a text')).min(1, 'must not be empty');
const texts = z.array(text, must('be a list of texts'));
const textOrTexts = z.union([text, texts.min(1, 'must name one at least')], must('be a text or a list of texts'));
const keyId = text
  .regex(KEY_ID, `must be ${KEY_ID_FORM}`)
  .refine((id) => id !== 'local', '"local" is who is on this machine; take another')
  .refine((id) => id !== 'sluice', '"sluice" is what the audit trail calls the server itself; take another');
const httpsUrl = text.refine(isTrustedUrl, 'must be an https URL');
const scope = z.enum(SCOPES as readonly [Scope, ...Scope[]], {
  error: ({ input }) =>
    `${typeof input === 'string' ? `"${input}"` : 'this'} is not a scope; there are: ${SCOPES.join(', ')}`,
});
const scopes = z.array(scope, must('be a list of scopes'));
const someScopes = scopes.min(1, 'must name a scope at least');
const algorithm = z.enum(TOKEN_ALGORITHMS, `must be one of ${TOKEN_ALGORITHMS.join(', ')}`);

const time = text
  .refine(
    (value) => DATE.test(value) && !Number.isNaN(Date.parse(value)),
    'must be a date such as 2027-03-31 (its first moment, UTC) or a time such as 2027-03-31T12:00:00Z',
  )
  .transform((value) => Date.parse(value));

const reach = { environments: texts.optional(), pipelines: texts.optional() };

const apiKey: z.ZodType<ApiKey> = section({
  id: keyId,
  sha256: text.regex(/^[0-9a-f]{64}$/, 'must be the hash of a key, as "sluice keys create" prints it'),
  scopes: someScopes,
  ...reach,
  expires_at: time.optional(),
}).transform(({ expires_at: expiresAt, ...key }) => ({ ...key, expiresAt }));

const claimRulesShape = {
  scopes: section({
    claim: text.optional(),
    prefix: z.string(must('be a text')).optional(),
    map: z.record(z.string(), scopes, must('name the scopes of each value')).optional(),
    always: scopes.optional(),
  }).optional(),
  environments_claim: text.optional(),
  pipelines_claim: text.optional(),
};

const claimRules: z.ZodType<ClaimRules> = section(claimRulesShape).transform(withClaims);

const tokenIssuer: z.ZodType<TokenIssuer> = section({
  issuer: httpsUrl.refine(isIssuer, 'must not have spaces or "|"'),
  audience: textOrTexts,
  jwks_uri: httpsUrl.optional(),
  algorithms: z.array(algorithm, must('be a list')).min(1, 'must name one at least').optional(),
  clock_tolerance_seconds: z
    .number(must('be a number'))
    .min(0, 'must be 0 or more')
    .max(600, 'must be 600 or less')
    .optional(),
  required_claims: z.record(z.string(), textOrTexts, must('name claims and values')).optional(),
  ...claimRulesShape,
})
  .transform(withClaims)
  .transform(
    ({
      jwks_uri: jwksUri,
      clock_tolerance_seconds: clockToleranceSeconds,
      required_claims: requiredClaims,
      ...rules
    }) => ({
      ...rules,
      jwksUri,
      clockToleranceSeconds,
      requiredClaims,
    }),
  );

const iamGrant: z.ZodType<IamGrant> = section({
  arn: text.regex(/^arn:[\w-]+:(?:iam|sts)::(?:\d{12}|\*):\S+$/, 'must be the ARN of a role, a user or a session'),
  scopes: someScopes,
  ...reach,
  each_session: z.boolean(must('be true or false')).optional(),
}).transform(({ each_session: eachSession, ...grant }) => ({ ...grant, eachSession }));

const direct: z.ZodType<DirectAccess> = section({ id: keyId.optional(), scopes: someScopes, ...reach });

const loadBalancer: z.ZodType<LoadBalancerAccess> = section({
  arn: text.refine(isLoadBalancerArn, 'must be the ARN of an Application Load Balancer'),
  issuer: httpsUrl.refine(isIssuer, 'must not have spaces or "|"'),
  public_keys_url: httpsUrl.optional(),
  ...claimRulesShape,
})
  .transform(withClaims)
  .transform(({ public_keys_url: publicKeysUrl, ...rules }) => ({ ...rules, publicKeysUrl }));

const gateway: z.ZodType<GatewayAccess> = section({
  jwt: claimRules.optional(),
  lambda: claimRules.optional(),
  iam: section({ allow: z.array(iamGrant, must('be a list')).min(1, 'must name somebody') }).optional(),
  direct: direct.optional(),
  load_balancer: loadBalancer.optional(),
}).transform(({ load_balancer: loadBalancerAccess, ...kinds }) => ({ ...kinds, loadBalancer: loadBalancerAccess }));

/** The access document. */
export const accessSchema: z.ZodType<Access> = section({
  api_keys: z.array(apiKey, must('be a list')).optional(),
  issuers: z.array(tokenIssuer, must('be a list')).optional(),
  gateway: gateway.optional(),
}).transform((document) => ({
  apiKeys: document.api_keys ?? [],
  issuers: document.issuers ?? [],
  gateway: document.gateway ?? {},
}));

/** A group that has these names and no others. */
function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const names = Object.keys(shape).join(', ');
  const isSomethingElse = needed(`be a group of: ${names}`);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `is not known here; there are: ${names}` : isSomethingElse(issue),
  });
}

function must(what: string): { readonly error: (issue: { readonly input?: unknown }) => string } {
  return { error: needed(what) };
}

/** Says what something must be, and whether it is there at all. */
function needed(what: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => (input === undefined ? `is missing; it must ${what}` : `must ${what}`);
}

function withClaims<Rules extends { environments_claim?: string | undefined; pipelines_claim?: string | undefined }>({
  environments_claim: environmentsClaim,
  pipelines_claim: pipelinesClaim,
  ...rules
}: Rules) {
  return { ...rules, environmentsClaim, pipelinesClaim };
}
