import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitReply, MAX_REPLY_BYTES } from '../src/agent-event/fit-reply.ts';
import { receiveEvent } from '../src/agent-event/receive-event.ts';
import type { AgentEventReply } from '../src/index.ts';
import { functionEvent, gatewayEvent, type LambdaInput } from './support/agent-events.ts';
import { contextFor } from './support/lambda.ts';
import { openApiEvent } from './support/open-api-event.ts';

const attributes = { sluice_principal: 'ann' };
const INPUTS: Readonly<Record<string, LambdaInput>> = {
  'open-api': {
    event: openApiEvent({ path: '/x', method: 'GET', sessionAttributes: attributes }),
    context: contextFor(1),
  },
  function: { event: { ...functionEvent('x'), sessionAttributes: attributes }, context: contextFor(1) },
  gateway: gatewayEvent('x', {}),
};

/** Returns the body that a reply says, whatever its form. */
function bodyOf(reply: AgentEventReply): Record<string, unknown> {
  const text = JSON.stringify(reply).match(/"body":("(?:[^"\\]|\\.)*")/)?.[1];
  return text === undefined || !('messageVersion' in reply) ? { ...reply } : JSON.parse(JSON.parse(text));
}

function fit(body: Record<string, unknown>, maxBytes = MAX_REPLY_BYTES, kind = 'open-api') {
  const { event, context } = INPUTS[kind] ?? gatewayEvent('x', {});
  const reply = fitReply({ status: 200, body }, maxBytes, receiveEvent(event, context));
  return { size: Buffer.byteLength(JSON.stringify(reply)), body: bodyOf(reply), reply };
}

describe.each(Object.keys(INPUTS))('a reply that is too long, of the kind %s', (kind) => {
  it('is left alone within 24,000 bytes, and shortened by what is beyond', () => {
    const { size: empty } = fit({ content: '' }, undefined, kind);
    const fitting = 'x'.repeat(24_000 - empty);
    expect(fit({ content: fitting }, undefined, kind).body).toEqual({ content: fitting });
    const beyond = fit({ content: `${fitting}x` }, undefined, kind);
    expect(beyond.size).toBeLessThanOrEqual(24_000);
    expect(beyond.size).toBeGreaterThan(23_990);
    expect(beyond.body).toEqual({
      content: expect.stringMatching(/^x+\n\[… \d+ characters left out …\]\nx+$/),
      shortened: 'Left out, since the answer was too long: the middle of content.',
    });
  });

  it('loses the middle of its log in whole characters, and no other text', () => {
    const log = `first line ${'"🚀"\n'.repeat(20_000)} last line`;
    const description = 'd'.repeat(5000);
    const { size, body } = fit({ message: 'Failed.', description, failure: { log_tail: log } }, undefined, kind);
    expect(size).toBeLessThanOrEqual(24_000);
    expect(size).toBeGreaterThan(23_900);
    expect(body).toMatchObject({ message: 'Failed.', description });
    const { log_tail: tail } = body['failure'] as { log_tail: string };
    expect(tail).toMatch(/^first line/);
    expect(tail).toMatch(/last line$/);
    expect(tail.isWellFormed()).toBe(true);
    expect(body['shortened']).toBe('Left out, since the answer was too long: the middle of log_tail.');
  });

  it('loses the middle of other texts where the log is not all that is long', () => {
    const { size, body } = fit(
      { message: 'Many.', description: 'd'.repeat(30_000), log_tail: 'l'.repeat(30_000) },
      undefined,
      kind,
    );
    expect(size).toBeLessThanOrEqual(24_000);
    expect(size).toBeGreaterThan(23_900);
    expect(body['shortened']).toBe('Left out, since the answer was too long: the middle of description, log_tail.');
  });

  it('loses the end of its lists where texts are not what is long, and says how much', () => {
    const entries = Array.from({ length: 1000 }, (_, index) => ({
      execution_id: `exec-${index}`,
      status: 'succeeded',
    }));
    const { size, body } = fit(
      { message: 'Many.', deployed: entries, under_way: [], run: { stages: entries } },
      undefined,
      kind,
    );
    expect(size).toBeLessThanOrEqual(24_000);
    const kept = body['deployed'] as unknown[];
    expect(kept).toEqual(entries.slice(0, kept.length));
    expect(kept.length).toBeGreaterThan(150);
    const left = 1000 - kept.length;
    expect(body['shortened']).toBe(
      `Left out, since the answer was too long: ${left} of 1000 in deployed, ${left} of 1000 in stages.`,
    );
  });

  it('keeps at least its short plain fields', () => {
    const parameters = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`p${index}`, index]));
    const { body } = fit({ message: 'Started.', execution_id: 'exec-1', parameters }, undefined, kind);
    expect(body).toEqual({
      message: 'Started.',
      execution_id: 'exec-1',
      shortened: 'Left out, since the answer was too long: parameters.',
    });
  });
});

describe('a shortened reply', () => {
  it('keeps what was said before of what was left out', () => {
    const { body } = fit({ content: 'x'.repeat(30_000), shortened: 'Older ones were left out.' });
    expect(body['shortened']).toBe(
      'Older ones were left out. Left out, since the answer was too long: the middle of content.',
    );
  });

  it('says of texts and of lists what was left out', () => {
    const list = Array.from({ length: 500 }, () => ({ text: 'x'.repeat(400) }));
    const { body } = fit({ list, log: 'l'.repeat(1000) });
    expect(body['shortened']).toMatch(/the middle of text, log\. Left out, .* \d+ of 500 in list\.$/);
  });

  it('fits whatever it holds, stays JSON and is well-formed', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.nat(3000).map((length) => 'é"\\🚀'.repeat(length / 4)),
    );
    const values = fc.oneof(
      texts,
      fc.jsonValue(),
      fc.array(texts, { maxLength: 50 }),
      fc.dictionary(fc.string({ maxLength: 20 }), texts),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ maxLength: 20 }), values, { maxKeys: 30 }),
        fc.constantFrom(...Object.keys(INPUTS)),
        fc.integer({ min: 4000, max: 24_000 }),
        (body, kind, maxBytes) => {
          const { size, body: fitted, reply } = fit({ message: 'Done.', ...body }, maxBytes, kind);
          expect(size).toBeLessThanOrEqual(maxBytes);
          expect(JSON.stringify(reply).isWellFormed()).toBe(true);
          expect(fitted).toHaveProperty('message');
        },
      ),
      { numRuns: 300 },
    );
  }, 60_000);
});
