import type { DoorRequest } from '../../support/door-request.ts';
import type { Seen } from './answer.ts';
import type { SendAndSee, Way } from './violation.ts';
import type { World } from './world.ts';

/** Something that is let in, and must do no harm. */
export interface Probe {
  readonly name: string;
  readonly ways: Readonly<Partial<Record<Way, Trial>>>;
}

export interface Trial {
  request(world: World, send: SendAndSee): DoorRequest | Promise<DoorRequest>;
  /** Fails where harm was done. */
  check(seen: Seen, world: World): void | Promise<void>;
}
