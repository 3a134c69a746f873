/**
 * Draws a number from 0 up to, but not, 1 from a seed and the name of what is drawn.
 *
 * By name, not by order: what one part of a world draws does not depend on what another part drew before it. So a fault
 * can be taken out of a run, and the rest of the run stays what it was as far as it can.
 */
export function draw(seed: number, name: string): number {
  let hash = mix(seed ^ 0x9e3779b9);
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  return mix(hash) / 2 ** 32;
}

/** The last step of MurmurHash3: every bit of the input changes half of the output's. */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
