import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ConfigurationError, SluiceError } from '@sluice/core';
import type { Mismatch } from './check-by-schema.ts';
import type { Interaction, Pact } from './pact.ts';
import type { StateValues, VerifierJob, VerifierOutcome } from './verifier-job.ts';

const PACT_LIBRARY = '@pact-foundation/pact';

/** Verifies interactions against a server, one at a time. */
export interface Verifier {
  verify(interaction: Interaction, values: StateValues): Promise<readonly Mismatch[]>;
  close(): Promise<void>;
}

/**
 * Starts what verifies the interactions of a pact: Pact's own verifier, in a process of its own.
 *
 * @throws ConfigurationError when Pact is not installed
 */
export function startVerifier(pact: Pact, url: string): Verifier {
  const module = findPactLibrary([process.cwd(), import.meta.dirname]);
  const child = fork(new URL('./verifier-process.js', import.meta.url), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...withoutPactVariables(process.env), PACT_DO_NOT_TRACK: 'true' },
  });
  const exited = once(child, 'exit');
  const died = exited.then(() => Promise.reject(failed('Its process ended.')));
  died.catch(() => undefined);
  return {
    async verify(interaction, values) {
      const answered = once(child, 'message');
      child.send({ module, url, pact: pact.raw, interaction, values } satisfies VerifierJob);
      const [outcome] = (await Promise.race([answered, died])) as [VerifierOutcome];
      if ('failure' in outcome) throw failed(outcome.failure);
      return outcome.mismatches;
    },
    async close() {
      child.kill();
      await exited;
    },
  };
}

/**
 * Returns where Pact is installed, as seen from one of some folders.
 *
 * @throws ConfigurationError when it is in none
 */
export function findPactLibrary(folders: readonly string[]): string {
  for (const folder of folders) {
    try {
      return createRequire(join(folder, 'package.json')).resolve(PACT_LIBRARY);
    } catch {
      // The next folder may have it.
    }
  }
  const message = `Pact verifies the contract, and is not installed here: npm install --save-dev ${PACT_LIBRARY}`;
  throw new ConfigurationError([{ path: [], message }]);
}

/** Pact reads variables of its own accord, and would ask the broker that they name for other pacts. */
function withoutPactVariables(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !name.startsWith('PACT_')));
}

function failed(reason: string): SluiceError {
  return new SluiceError({ code: 'internal_error', message: `Pact's verifier failed: ${reason}` });
}
