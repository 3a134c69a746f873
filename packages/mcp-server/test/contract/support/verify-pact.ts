import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Verifier } from '@pact-foundation/pact';
import { type Pact, type PactInteraction, stateOf } from './pact-file.ts';

/** Values of a state, by their names in the pact. */
export type StateValues = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

type VerifierOptions = ConstructorParameters<typeof Verifier>[0];

interface VerifierResult {
  readonly errors: readonly { readonly mismatch: unknown }[];
}

/**
 * Verifies one interaction with Pact, and returns what is wrong, in Pact's words; nothing when the server keeps its word.
 */
export async function verifyInteraction(
  pact: Pact,
  interaction: PactInteraction,
  { url, values }: { readonly url: string; readonly values: StateValues },
): Promise<readonly string[]> {
  return verifyAlone(pact, interaction, {
    providerBaseUrl: url,
    stateHandlers: { [stateOf(interaction)]: async () => ({ ...values }) },
  });
}

/** Verifies one message with Pact, and returns what is wrong with it. */
export async function verifyMessage(
  pact: Pact,
  interaction: PactInteraction,
  message: object,
): Promise<readonly string[]> {
  return verifyAlone(pact, interaction, {
    messageProviders: { [interaction.description]: async () => ({ ...message }) },
  });
}

async function verifyAlone(
  pact: Pact,
  interaction: PactInteraction,
  options: VerifierOptions,
): Promise<readonly string[]> {
  // Pact reads these of its own accord, and would ask a broker for other pacts.
  for (const name of Object.keys(process.env)) if (name.startsWith('PACT_')) delete process.env[name];
  process.env['PACT_DO_NOT_TRACK'] = 'true';
  const folder = await mkdtemp(join(tmpdir(), 'sluice-pact-'));
  const file = join(folder, 'pact.json');
  try {
    await writeFile(file, JSON.stringify({ ...pact, interactions: [interaction] }));
    const { provider } = pact;
    await new Verifier({ provider: provider.name, pactUrls: [file], logLevel: 'error', ...options }).verifyProvider();
    return [];
  } catch (error) {
    return mismatchesOf(error);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Pact rejects with its result as JSON; anything else is a failure of another kind. */
function mismatchesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || !error.message.startsWith('{')) throw error;
  const { errors }: VerifierResult = JSON.parse(error.message);
  return errors.map(({ mismatch }) => JSON.stringify(mismatch));
}
