import { SluiceError } from '../../errors/sluice-error.ts';
import type { ServiceContext } from '../service-context.ts';

const NAME = 'sweep';

/** The right to sweep, which one server at a time has. */
export interface SweepLease {
  /** Tells whether this server has it; extends it when half of it is over. */
  has(): Promise<boolean>;
  release(): Promise<void>;
}

/**
 * Makes the lease; nothing is taken yet.
 *
 * It lasts as long as a call may take. A server that died in a sweep keeps the others from it for that long; where the
 * calls of one look take longer together, another server may begin, which costs some requests and does no harm.
 */
export function createSweepLease({ store, clock, serverId, callTimeoutMs: leaseMs }: ServiceContext): SweepLease {
  let until = 0;
  let lost = false;
  let extending: Promise<void> | undefined;

  async function extend(): Promise<void> {
    const extended = clock.now() + leaseMs;
    if (await store.acquireLease({ name: NAME, holder: serverId(), until: extended })) until = extended;
    else lost = true;
  }

  return {
    async has() {
      if (lost || until - clock.now() > leaseMs / 2) return !lost;
      extending ??= extend().finally(() => {
        extending = undefined;
      });
      await extending;
      return !lost;
    },
    async release() {
      if (lost || until === 0) return;
      try {
        await store.releaseLease({ name: NAME, holder: serverId() });
      } catch (error) {
        // It ends by itself.
        if (!SluiceError.isInstance(error)) throw error;
      }
    },
  };
}
