import { isFinished, type Wire } from '@sluice/core';
import { checkByDocument } from './check-by-document.ts';
import type { Mismatch } from './check-by-schema.ts';
import type { ContractReport, InteractionReport } from './contract-report.ts';
import { createDeployedServer } from './deployed-server.ts';
import { WHEN_STOPPED, WHILE_UNDER_WAY } from './execute-means.ts';
import { type Interaction, type Pact, stateOf } from './pact.ts';
import { READ_MEANS } from './read-means.ts';
import { createSandboxRun, type SandboxPipeline } from './sandbox-run.ts';
import type { MeansContext, StateMeans } from './state-means.ts';
import { type Survey, surveyServer } from './survey.ts';
import { startVerifier, type Verifier } from './verifier.ts';

/** Which server is verified, and how far that may go. */
export interface VerifyOptions {
  readonly url: string;
  readonly apiKey: string | undefined;
  /** A pipeline that may be run. @defaultValue nothing is started */
  readonly sandbox?: SandboxPipeline | undefined;
}

/** What came of an interaction that was tried live. */
type Tried = { readonly mismatches: readonly Mismatch[] } | { readonly reason: string };

const FROM_INSIDE = 'it takes somebody inside the server to bring that about';

/**
 * Verifies a server that runs somewhere against a pact. What can be brought about from outside is asked of it, and
 * compared by Pact; all is compared with the document that it serves.
 *
 * @throws ConfigurationError when the server can't be asked
 */
export async function verifyContract(pact: Pact, { url, apiKey, sandbox }: VerifyOptions): Promise<ContractReport> {
  const server = createDeployedServer(url, apiKey);
  const survey = await surveyServer(server);
  const run = sandbox === undefined ? undefined : await createSandboxRun(server, sandbox);
  const verifier = startVerifier(pact, url);
  let made: readonly Wire['Execution'][] = [];
  let tried: ReadonlyMap<Interaction, Tried>;
  try {
    tried = await tryAll(pact, verifier, { server, survey, run });
  } finally {
    await verifier.close();
    made = (await run?.stop()) ?? [];
  }
  return {
    consumer: pact.consumer,
    provider: pact.provider,
    url,
    interactions: pact.interactions.map((one) => reportOf(one, survey, tried.get(one))),
    stillUnderWay: made.filter((one) => !isFinished(one)).map(({ execution_id }) => execution_id),
  };
}

/** Tries the means one after the other, since what one does is what the next one finds. */
async function tryAll(pact: Pact, verifier: Verifier, context: MeansContext): Promise<ReadonlyMap<Interaction, Tried>> {
  const tried = new Map<Interaction, Tried>();
  const means = [...WHILE_UNDER_WAY, ...READ_MEANS, ...WHEN_STOPPED, ...(context.run === undefined ? [] : READ_MEANS)];
  for (const one of means) {
    for (const interaction of pact.interactions) {
      const before = tried.get(interaction);
      if (!isFor(one, interaction) || (before !== undefined && 'mismatches' in before)) continue;
      tried.set(interaction, await tryOne(one, { interaction, verifier, context }));
    }
  }
  return tried;
}

interface Trial {
  readonly interaction: Interaction;
  readonly verifier: Verifier;
  readonly context: MeansContext;
}

async function tryOne(means: StateMeans, { interaction, verifier, context }: Trial): Promise<Tried> {
  const prepared = await means.prepare(context);
  if ('reason' in prepared) return prepared;
  const values = { api_key: context.server.apiKey, session_id: 'sluice-contract', ...prepared.values };
  return { mismatches: await verifier.verify(interaction, values) };
}

function isFor({ state, method, isKeyed = false }: StateMeans, interaction: Interaction): boolean {
  const { headers = {}, method: asked } = interaction.request;
  const hasKey = Object.keys(headers).some((name) => name.toLowerCase() === 'idempotency-key');
  return stateOf(interaction) === state && asked === method && hasKey === isKeyed;
}

function reportOf(interaction: Interaction, { openApi }: Survey, tried: Tried | undefined): InteractionReport {
  const live = tried !== undefined && 'mismatches' in tried ? tried.mismatches : undefined;
  const reason = tried !== undefined && 'reason' in tried ? tried.reason : FROM_INSIDE;
  const documented = openApi === undefined ? [] : checkByDocument(openApi, interaction);
  const otherwise = openApi === undefined ? 'not' : 'document';
  return {
    description: interaction.description,
    state: stateOf(interaction),
    verified: live === undefined ? otherwise : 'live',
    ...(live === undefined ? { reason } : {}),
    mismatches: [
      ...(live ?? []).map((one) => ({ ...one, by: 'live' as const })),
      ...documented.map((one) => ({ ...one, by: 'document' as const })),
    ],
  };
}
