import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextPiece } from '../src/log-piece.ts';

function readInPieces(trace: Uint8Array, room: number): string {
  let text = '';
  for (let start = 0; ; ) {
    const piece = nextPiece(trace.subarray(start), { room, over: true });
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
      const first = nextPiece(grown, { room: 1_000_000, over: false });
      const second = nextPiece(bytes.subarray(first.bytes), { room: 1_000_000, over: true });
      expect(first.last).toBe(false);
      expect(first.text + second.text).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    }),
  );
});

it('a log that has become shorter gives nothing more', () => {
  expect(nextPiece(new Uint8Array(3).subarray(10), { room: 100, over: true })).toEqual({
    text: '',
    bytes: 0,
    last: true,
  });
});

it('bytes that are no text lose nothing, and never stop the reader', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(0x80, 0xbf, 0xf0, 0x0a),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 4, max: 60 }),
      (bytes, filler, count, room) => {
        const trace = Uint8Array.from([...bytes, ...new Array(count).fill(filler)]);
        let read = 0;
        for (let last = false; !last; ) {
          const piece = nextPiece(trace.subarray(read), { room, over: true });
          expect(piece.bytes > 0 || piece.last).toBe(true);
          read += piece.bytes;
          last = piece.last;
        }
        expect(read).toBe(trace.length);
      },
    ),
  );
});

it('a character that has no room left is left for the next piece', () => {
  const trace = new TextEncoder().encode('€'.repeat(10));
  expect(nextPiece(trace, { room: 2, over: true })).toEqual({ text: '', bytes: 0, last: false });
  expect(nextPiece(trace.subarray(3), { room: 4, over: true })).toEqual({ text: '€', bytes: 3, last: false });
});
