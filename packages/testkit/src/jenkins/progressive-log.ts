import type { ScheduledBuild } from './schedule.ts';

/** How long after the start of a build its log begins to exist, in milliseconds. */
const APPEARS_AFTER_MS = 20;

/** Makes the answer for the log of a build from an offset on. */
export function progressiveLog(
  { item, startedAt, timeline }: ScheduledBuild,
  { start, now, speed }: { readonly start: number; readonly now: number; readonly speed: number },
): Response {
  const headers = { 'content-type': 'text/plain;charset=utf-8' };
  if (now < startedAt + APPEARS_AFTER_MS / speed) {
    return new Response('', { headers: { ...headers, 'x-text-size': '0', 'x-more-data': 'true' } });
  }
  const text = timeline.log.filter(({ at }) => at <= now && at >= item.logCutAt).map((piece) => piece.text);
  const log = Buffer.from(text.join(''));
  const rest = log.subarray(start > log.length ? 0 : start);
  const complete = timeline.completedAt !== undefined && timeline.completedAt <= now;
  return new Response(withCarriageReturns(rest), {
    headers: { ...headers, 'x-text-size': String(log.length), ...(complete ? {} : { 'x-more-data': 'true' }) },
  });
}

/** Byte by byte, since an offset may be in the middle of a character. */
function withCarriageReturns(bytes: Buffer): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'));
}
