import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { Mismatch } from './check-by-schema.ts';
import type { VerifierJob, VerifierOutcome } from './verifier-job.ts';

type Pact = typeof import('@pact-foundation/pact');

const mismatch = z.looseObject({
  type: z.string(),
  path: z.string().optional(),
  key: z.string().optional(),
  mismatch: z.string().optional(),
});
const resultSchema = z.looseObject({
  errors: z.array(z.looseObject({ mismatch: z.looseObject({ mismatches: z.array(mismatch).optional() }) })),
});

// Pact's native core prints what it does, so it works apart from the command, whose output is read by programs.
process.on('message', (job: VerifierJob) => {
  void verify(job)
    .catch((error: unknown): VerifierOutcome => ({ failure: error instanceof Error ? error.message : String(error) }))
    .then((outcome) => process.send?.(outcome));
});

async function verify({ module, url, pact, interaction, values }: VerifierJob): Promise<VerifierOutcome> {
  const { default: library }: { readonly default: Pact } = await import(pathToFileURL(module).href);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-pact-'));
  const file = join(folder, 'pact.json');
  const state = 'as the command found it';
  try {
    const alone = { ...interaction, providerStates: [{ name: state }] };
    await writeFile(file, JSON.stringify({ ...pact, interactions: [alone] }), { mode: 0o600 });
    const verifier = new library.Verifier({
      provider: 'the server',
      providerBaseUrl: url,
      pactUrls: [file],
      logLevel: 'error',
      stateHandlers: { [state]: async () => JSON.parse(JSON.stringify(values)) },
    });
    await verifier.verifyProvider();
    return { mismatches: [] };
  } catch (error) {
    return { mismatches: mismatchesOf(error) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Pact rejects with its result as JSON; whatever else it rejects with is a failure of another kind. */
function mismatchesOf(error: unknown): readonly Mismatch[] {
  if (!(error instanceof Error) || !error.message.startsWith('{')) throw error;
  const { errors } = resultSchema.parse(JSON.parse(error.message));
  return errors.flatMap(({ mismatch: { mismatches, ...failure } }) => {
    if (mismatches === undefined) throw new Error(`it got no answer to compare: ${JSON.stringify(failure)}`);
    return mismatches.map((one) => ({ path: placeOf(one), message: one.mismatch ?? one.type }));
  });
}

function placeOf({ type, path, key }: z.infer<typeof mismatch>): string {
  if (type === 'StatusMismatch') return 'status';
  if (key !== undefined) return `header ${key}`;
  return path === undefined || path === '' ? 'body' : path;
}
