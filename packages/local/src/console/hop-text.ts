import type { HopLine } from './hop-tree.ts';
import { clip, duration, plain, type Style } from './style.ts';

const NUMBER_WIDTH = 3;

/** At the least so much stays between what was called and how it ended. */
const GAP = 2;

/** So much is told at the least of what a call is made with. */
const MIN_DETAIL = 10;

/** A terminal that is narrower gets less indentation. */
const WIDE = 96;

/**
 * Writes a line of the flow: number, who calls whom, with what, and at the right how it ended. It takes two lines where
 * too much would be cut, and ends in no line end.
 */
export function hopText(line: HopLine, width: number, style: Style): string {
  const { hop, depth } = line;
  const indent = (width < WIDE ? ' ' : '  ').repeat(depth);
  if (line.kind === 'return') {
    const left = `${' '.repeat(NUMBER_WIDTH)}  ${indent}${hop.from} ◂ ${hop.to}`;
    return withResult(style.dim(left), left.length, line, { width, style });
  }
  const margin = `${String(line.number).padStart(NUMBER_WIDTH)}  ${indent}`;
  const prefix = `${margin}${hop.from} → ${hop.to}  `;
  const action = clip(plain(hop.action), width - prefix.length);
  const head = prefix + action;
  const styledHead = `${style.dim(margin)}${hop.from} ${style.dim('→')} ${style.strong(hop.to)}  ${style.notable(action)}`;
  const room = width - resultOf(line).length - GAP;
  const said = plain(hop.detail);
  if (head.length + Math.min(said.length, MIN_DETAIL) < room) {
    const detail = clip(` ${said}`, room - head.length).trimEnd();
    return withResult(styledHead + detail, head.length + detail.length, line, { width, style });
  }
  const below = ' '.repeat(margin.length + 2);
  const detail = clip(said, room - below.length);
  return `${styledHead}\n${withResult(below + detail, below.length + detail.length, line, { width, style })}`;
}

/** Puts how the call ended at the right edge. One that is still under way has not ended. */
function withResult(
  left: string,
  leftLength: number,
  line: HopLine,
  { width, style }: { readonly width: number; readonly style: Style },
): string {
  const result = resultOf(line);
  if (result === '') return left;
  const gap = ' '.repeat(Math.max(GAP, width - leftLength - result.length));
  return `${left}${gap}${line.hop.outcome?.ok === false ? style.bad(result) : style.dim(result)}`;
}

function resultOf({ hop }: HopLine): string {
  if (hop.outcome === undefined) return '';
  return `${clip(plain(hop.outcome.text), 48)} · ${duration(hop.durationMs ?? 0)}`;
}
