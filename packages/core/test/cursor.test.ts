import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCursorCodec, type EnvironmentQuery, environmentFilterOf, matchesNothing } from '../src/index.ts';

const REFUSED = { code: 'invalid_request' };
const codec = createCursorCodec(randomBytes(32));

const positions = fc.record({ time: fc.integer(), executionId: fc.string({ unit: 'binary' }) });
const listings = fc.jsonValue();

describe('a cursor', () => {
  it('is read as the position that it was made of, whatever the listing and the id', () => {
    fc.assert(
      fc.property(listings, positions, (listing, position) => {
        const cursor = codec.encode(listing, position);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(codec.decode(listing, cursor)).toEqual(position);
        expect(codec.encode(listing, position)).toBe(cursor);
      }),
    );
  });

  it('is refused when any part of it was changed', () => {
    fc.assert(
      fc.property(
        positions,
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 3 }),
        fc.nat(3),
        (position, at, text, cut) => {
          const cursor = codec.encode('listing', position);
          const start = at % (cursor.length + 1);
          const changed = cursor.slice(0, start) + text + cursor.slice(start + cut);
          fc.pre(changed !== cursor);
          expect(() => codec.decode('listing', changed)).toThrow(expect.objectContaining(REFUSED));
        },
      ),
    );
  });

  it('is refused when it has no more than a signature, or less', () => {
    for (const bytes of [0, 1, 15, 16, 17]) {
      const cursor = randomBytes(bytes).toString('base64url');
      expect(() => codec.decode('listing', cursor)).toThrow(expect.objectContaining(REFUSED));
    }
  });

  it('is refused by another listing and by another key', () => {
    const position = { time: 1, executionId: '1' };
    const cursor = codec.encode(['environment', { environment: 'dev' }], position);
    for (const other of ['environment', ['environment', { environment: 'dev', tenantId: 'acme' }], ['unfinished']]) {
      expect(() => codec.decode(other, cursor)).toThrow(expect.objectContaining(REFUSED));
    }
    const elsewhere = createCursorCodec(randomBytes(32));
    expect(() => elsewhere.decode(['environment', { environment: 'dev' }], cursor)).toThrow(
      'not one that this list gave',
    );
  });
});

describe('the filter of a query', () => {
  const query: EnvironmentQuery = { environment: 'dev', limit: 10 };

  it('is the same for the same question, whatever the page and the order of statuses', () => {
    const one = environmentFilterOf({ ...query, status: ['running', 'failed', 'running'], cursor: 'x' });
    const other = environmentFilterOf({ ...query, status: ['failed', 'running'], limit: 3 });
    expect(one).toEqual({ environment: 'dev', statuses: ['failed', 'running'] });
    expect(other).toEqual(one);
    expect(environmentFilterOf({ ...query, status: 'failed' }).statuses).toEqual(['failed']);
    expect(environmentFilterOf(query)).toEqual({ environment: 'dev' });
  });

  it('matches nothing without a status that it wants, or without a moment between its times', () => {
    const matches = (fields: Partial<EnvironmentQuery>): boolean =>
      !matchesNothing(environmentFilterOf({ ...query, ...fields }));
    expect(matches({})).toBe(true);
    expect(matches({ status: [] })).toBe(false);
    expect(matches({ createdFrom: 5 })).toBe(true);
    expect(matches({ createdFrom: 5, createdUntil: 6 })).toBe(true);
    expect(matches({ createdFrom: 5, createdUntil: 5 })).toBe(false);
    expect(matches({ createdUntil: 0 })).toBe(false);
  });
});
