import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextPiece } from '../src/log-piece.ts';

function readInPieces(trace: Uint8Array, room: number): string {
  let text = '';
  for (let start = 0; ; ) {
    const piece = nextPiece(trace, { start, room, over: true });
    text += piece.text;
    if (piece.last) return text;
    expect(piece.bytes).toBeGreaterThan(0);
    start += piece.bytes;
  }
}

it('pieces of any size add up to the log, and cut no character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 4, max: 60 }), (text, room) => {
      const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
      expect(readInPieces(new TextEncoder().encode(text), room)).toBe(whole);
    }),
  );
});

it('a log that still grows is cut at its last line end, however it grows', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.nat(), (lines, cut) => {
      const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
      const grown = bytes.subarray(0, bytes.length === 0 ? 0 : cut % bytes.length);
      const first = nextPiece(grown, { start: 0, room: 1_000_000, over: false });
      const second = nextPiece(bytes, { start: first.bytes, room: 1_000_000, over: true });
      expect(first.last).toBe(false);
      expect(first.text + second.text).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    }),
  );
});

it('a log that has become shorter gives nothing more', () => {
  expect(nextPiece(new Uint8Array(3), { start: 10, room: 100, over: true })).toEqual({
    text: '',
    bytes: 0,
    last: true,
  });
});
