import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextPiece } from '../src/log-piece.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const plain = (bytes: Uint8Array) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replaceAll('\r\n', '\n');

function readInPieces(log: Uint8Array, room: number): string {
  let text = '';
  for (let start = 0; start < log.length; ) {
    const piece = nextPiece(log.subarray(start), { room, over: true });
    expect(piece.bytes).toBeGreaterThan(0);
    text += piece.text;
    start += piece.bytes;
  }
  return text;
}

it('pieces of any size add up to the log, and cut no character', () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\r'));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 10 }), fc.integer({ min: 60, max: 90 }), (lines, room) => {
      const log = encode(lines.join('\n'));
      expect(readInPieces(log, room)).toBe(plain(log));
    }),
  );
});

it('a line without an end is cut between characters', () => {
  expect(readInPieces(encode('✓'.repeat(100)), 7)).toBe('✓'.repeat(100));
});

it('bytes that are no text lose nothing, and never stop the reader', () => {
  for (const byte of [0x80, 0xbf, 0xf0]) expect(readInPieces(new Uint8Array(200).fill(byte), 60)).toHaveLength(200);
});

it('a log that still grows is cut at its last line end, however it grows', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.nat(), (lines, cut) => {
      const log = encode(lines.map((line) => `${line}\r\n`).join(''));
      const grown = log.subarray(0, log.length === 0 ? 0 : cut % log.length);
      const first = nextPiece(grown, { room: 1_000_000, over: false });
      const second = nextPiece(log.subarray(first.bytes), { room: 1_000_000, over: true });
      expect(first.text + second.text).toBe(plain(log));
    }),
  );
});
