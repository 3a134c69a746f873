import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChangingServer } from './support/changing-server.ts';
import { startFakeBroker } from './support/fake-broker.ts';
import { runInProcess, type ServedInProcess, serveInProcess } from './support/served-in-process.ts';
import { runSluice } from './support/sluice.ts';

const FILE = new URL('../../lambda-adapters/pacts/mcp-proxy-mcp-server.json', import.meta.url);
const PACT = JSON.parse(readFileSync(FILE, 'utf8'));
const TOKEN = 'token-of-the-broker';
const RESULTS = '/pacts/provider/mcp-server/consumer/mcp-proxy/pact-version/1/verification-results';

let server: ServedInProcess;
beforeAll(async () => {
  server = await serveInProcess();
});
afterAll(() => server.close());

describe('sluice contract verify --from-broker', { timeout: 30_000 }, () => {
  const args = ['--from-broker', '--publish', '--provider-version', '1.4.2', '--provider-branch', 'main'];

  it('verifies what the broker has, and tells it what came of that', async () => {
    const broker = await startFakeBroker({ pact: PACT, authorization: `Bearer ${TOKEN}` });
    const variables = { PACT_BROKER_BASE_URL: `${broker.url}/`, PACT_BROKER_TOKEN: TOKEN };
    const { exitCode, stdout, stderr } = await runSluice(
      ['contract', 'verify', '--url', server.url, ...args],
      variables,
    );
    expect(stdout).toContain('The contract is kept: ');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(broker.requestTo('/pacts/provider/mcp-server/for-verification')?.body).toEqual({
      consumerVersionSelectors: [{ mainBranch: true }, { deployedOrReleased: true }],
    });
    expect(broker.requestTo('/pacticipants/mcp-server/branches/main/versions/1.4.2')?.method).toBe('PUT');
    expect(broker.requestTo(RESULTS)).toMatchObject({
      method: 'POST',
      body: {
        success: true,
        providerApplicationVersion: '1.4.2',
        testResults: expect.arrayContaining([
          { interactionDescription: 'an approval', success: true, verified: 'document', mismatches: [] },
        ]),
      },
    });
  });

  it('tells the broker that a contract is broken', async () => {
    const broker = await startFakeBroker({ pact: PACT });
    const url = await startChangingServer(server.url, ({ status }) => (status === 404 ? { status: 410 } : {}));
    const { exitCode } = await runSluice(['contract', 'verify', '--url', url, ...args], {
      PACT_BROKER_BASE_URL: broker.url,
    });
    expect(exitCode).toBe(1);
    expect(broker.requestTo(RESULTS)?.body).toMatchObject({ success: false });
  });

  it('publishes nothing unless it is asked to', async () => {
    const broker = await startFakeBroker({ pact: PACT });
    const commandLine = ['contract', 'verify', '--url', server.url, '--from-broker'];
    expect((await runSluice(commandLine, { PACT_BROKER_BASE_URL: broker.url })).exitCode).toBe(0);
    expect(broker.requestTo(RESULTS)).toBeUndefined();
  });

  it('says that the broker has no pact', async () => {
    const { url } = await startFakeBroker();
    const commandLine = ['contract', 'verify', '--url', 'http://127.0.0.1:9', '--from-broker'];
    const { exitCode, stderr } = await runInProcess(commandLine, { PACT_BROKER_BASE_URL: url });
    expect([exitCode, stderr]).toEqual([2, 'The Pact Broker has no pact for mcp-server. Publish one before.\n']);
  });
});

describe('sluice contract publish', () => {
  const commandLine = ['contract', 'publish', '--consumer-version', '7ab2', '--branch', 'main'];

  it('publishes the pact of the installed proxy', async () => {
    const broker = await startFakeBroker();
    const credentials = { PACT_BROKER_USERNAME: 'ci', PACT_BROKER_PASSWORD: 'secret' };
    const variables = { PACT_BROKER_BASE_URL: broker.url, ...credentials };
    expect(await runInProcess(commandLine, variables)).toEqual({
      exitCode: 0,
      stdout: 'Pact successfully published.\nPublished the pact of mcp-proxy 7ab2.\n',
      stderr: '',
    });
    const { authorization, body } = broker.requestTo('/contracts/publish') ?? {};
    expect(authorization).toBe(`Basic ${btoa('ci:secret')}`);
    expect(body).toMatchObject({
      pacticipantName: 'mcp-proxy',
      pacticipantVersionNumber: '7ab2',
      branch: 'main',
      contracts: [{ consumerName: 'mcp-proxy', providerName: 'mcp-server', specification: 'pact' }],
    });
    const [contract] = (body?.['contracts'] ?? []) as { content: string }[];
    expect(JSON.parse(Buffer.from(contract?.content ?? '', 'base64').toString('utf8'))).toEqual(PACT);
  });

  it('sends its token to no other server than the broker', async () => {
    const other = await startFakeBroker();
    const broker = await startFakeBroker({ linksTo: other.url });
    const { exitCode, stderr } = await runInProcess(commandLine, {
      PACT_BROKER_BASE_URL: broker.url,
      PACT_BROKER_TOKEN: TOKEN,
    });
    expect([exitCode, stderr]).toEqual([1, "The Pact Broker can't be used: its links lead to another server.\n"]);
    expect(other.requests).toEqual([]);
  });

  it('says what is wrong with the broker, and not its token', async () => {
    const { url } = await startFakeBroker({ authorization: 'Bearer another' });
    const { exitCode, stderr } = await runInProcess(commandLine, {
      PACT_BROKER_BASE_URL: url,
      PACT_BROKER_TOKEN: TOKEN,
    });
    expect([exitCode, stderr]).toEqual([1, "The Pact Broker can't be used: it answered GET / with 401.\n"]);
  });

  it('wants to know where the broker is', async () => {
    const { exitCode, stderr } = await runInProcess(commandLine);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^PACT_BROKER_BASE_URL: names no Pact Broker/);
  });
});

describe('sluice contract can-i-deploy', () => {
  const commandLine = ['contract', 'can-i-deploy', '--pacticipant', 'mcp-server', '--version', '1.4.2'];

  it.each<[boolean | null, number, string]>([
    [true, 0, 'may be deployed'],
    [false, 1, 'may NOT be deployed'],
    [null, 1, 'may NOT be deployed'],
  ])('%s: ends with %i', async (deployable, expected, verdict) => {
    const broker = await startFakeBroker({ deployable });
    const variables = { PACT_BROKER_BASE_URL: broker.url };
    const { exitCode, stdout } = await runInProcess([...commandLine, '--to-environment', 'production'], variables);
    expect(exitCode).toBe(expected);
    expect(stdout).toBe(
      `mcp-server 1.4.2 ${verdict} to production: All required verification results are published.\n`,
    );
    const path = '/can-i-deploy?pacticipant=mcp-server&version=1.4.2&environment=production';
    expect(broker.requestTo(path)).toBeDefined();
  });
});
