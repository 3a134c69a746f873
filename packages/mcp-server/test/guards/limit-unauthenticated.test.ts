import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf } from '../../src/guards/network.ts';
import { apiKeyAuthenticator, createPipelineServerApp, hashApiKey } from '../../src/index.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const KEY = 'the-only-valid-key-1';
const GUESSER = '203.0.113.7';

interface Setting extends Pick<TestServer, 'clock' | 'log'> {
  ask(key: string, remoteAddress?: string): Promise<Response>;
  /** Asks with wrong keys until no more may be tried. */
  guess(remoteAddress?: string): Promise<void>;
}

async function setUp(): Promise<Setting> {
  const { service, clock, log } = await startTestServer();
  const authenticate = apiKeyAuthenticator([{ id: 'team', sha256: hashApiKey(KEY), scopes: ['read'] }]);
  const app = createPipelineServerApp({ service, authenticate, logger: log.logger, clock });
  const ask: Setting['ask'] = async (key, remoteAddress) =>
    app.request('http://localhost/pipelines', { headers: { 'x-api-key': key } }, { remoteAddress });
  return {
    clock,
    log,
    ask,
    async guess(remoteAddress) {
      for (let count = 0; count < 60; count += 1)
        expect((await ask(`guess-number-${count}`, remoteAddress)).status).toBe(401);
    },
  };
}

describe('whoever guesses keys', () => {
  it('is not told any more after 60 guesses in a minute, not even of a right one', async () => {
    const { ask, guess, clock } = await setUp();
    await guess(GUESSER);
    const answer = await ask(KEY, GUESSER);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await answer.json()).toMatchObject({ code: 'rate_limited', retryable: true });
    await clock.advance(1000);
    expect((await ask('one more guess', GUESSER)).status).toBe(401);
    expect((await ask(KEY, GUESSER)).status).toBe(429);
  });

  it('is in nobody else’s way', async () => {
    const { ask, guess } = await setUp();
    await guess(GUESSER);
    expect((await ask(KEY, '203.0.113.8')).status).toBe(200);
  });

  it('can not lock out whoever was let in from the same address before', async () => {
    const { ask, guess } = await setUp();
    expect((await ask(KEY, GUESSER)).status).toBe(200);
    await guess(GUESSER);
    const refused = await ask('one more guess', GUESSER);
    expect([refused.status, refused.headers.has('www-authenticate')]).toEqual([429, false]);
    expect((await ask(KEY, GUESSER)).status).toBe(200);
  });

  it('gains nothing by other addresses of the same network, which are one', async () => {
    const { ask, guess } = await setUp();
    await guess('2001:db8:0:1::1');
    expect((await ask(KEY, '2001:db8:0:1:ffff::2')).status).toBe(429);
    expect((await ask(KEY, '2001:db8:0:2::1')).status).toBe(200);
  });

  it('is limited also where the door knows no address', async () => {
    const { ask, guess } = await setUp();
    await guess();
    expect((await ask('one more guess')).status).toBe(429);
  });

  it('does not fill the log', async () => {
    const { ask, guess, clock, log } = await setUp();
    await guess(GUESSER);
    const before = log.lines.length;
    for (let count = 0; count < 100; count += 1) await ask(`one more guess ${count}`, GUESSER);
    expect(log.lines.slice(before)).toEqual([
      expect.objectContaining({
        level: 'warn',
        network: GUESSER,
        message: 'Somebody asks again and again without showing who they are',
      }),
    ]);
    await clock.advance(60_000);
    await guess(GUESSER);
    await ask('one more guess', GUESSER);
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', unwritten: 99 });
  });
});

describe('networkOf', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0000:0001:0:0:0:1', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
    ['not an address', 'unknown'],
    ['203.0.113.7:80', 'unknown'],
    [undefined, 'unknown'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is the same for all IPv6 addresses with the same first half, however they are written', async () => {
    const halves = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.property(halves, halves, (first, last) => {
        const groups = [...first, ...last].map((group) => group.toString(16));
        const padded = groups.map((group) => group.padStart(4, '0').toUpperCase());
        const network = `${groups.slice(0, 4).join(':')}::/64`;
        expect([networkOf(groups.join(':')), networkOf(padded.join(':'))]).toEqual([network, network]);
        expect(networkOf(new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1))).toBe(network);
      }),
    );
  });
});
