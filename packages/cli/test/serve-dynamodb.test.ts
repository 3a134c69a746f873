import { startGitLabSimulator } from '@sluice/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type DynamoDb, startDynamoDb } from './support/dynamodb.ts';
import { execute, serve, storeFile } from './support/served.ts';
import { CONFIG, runSluice } from './support/sluice.ts';

const TABLE = 'sluice-executions';

interface World {
  readonly dynamoDb: DynamoDb;
  readonly variables: Record<string, string>;
}

async function startWorld(): Promise<World> {
  const [gitLab, dynamoDb] = await Promise.all([
    startGitLabSimulator({ projects: [{ path: 'platform/dns' }] }),
    startDynamoDb(),
  ]);
  onTestFinished(gitLab.close);
  const variables = { GITLAB_URL: gitLab.url, GITLAB_TOKEN: 'simulator-token', ...dynamoDb.variables };
  return { dynamoDb, variables };
}

describe('sluice serve on DynamoDB', () => {
  it('keeps its executions in the table, for every server that is given it', async () => {
    const { dynamoDb, variables } = await startWorld();
    await dynamoDb.createTable(TABLE);
    const [first, second] = await Promise.all([
      serve(['--store', `dynamodb:${TABLE}`], variables),
      serve([], { ...variables, EXECUTION_TABLE_NAME: TABLE }),
    ]);
    const { execution_id } = await execute(first.url);
    const found = await fetch(`${second.url}/executions/${execution_id}`);
    expect(await found.json()).toMatchObject({ execution_id, run: { executor: 'gitlab' } });
    for (const { sluice } of [first, second]) {
      sluice.kill('SIGTERM');
      const { exitCode, stdout } = await sluice.finished;
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`  store      dynamodb:${TABLE}\n`);
    }
  });

  it('uses the store of the command line where the environment names a table too', async () => {
    const { variables } = await startWorld();
    const store = await storeFile();
    const { sluice, url } = await serve(['--store', store], { ...variables, EXECUTION_TABLE_NAME: TABLE });
    await execute(url);
    sluice.kill('SIGTERM');
    expect((await sluice.finished).stdout).toContain(`  store      ${store}\n`);
  });

  it('says what to do when there is no such table', async () => {
    const { variables } = await startWorld();
    const args = ['serve', '--config', CONFIG, '--store', `dynamodb:${TABLE}`];
    expect(await runSluice(args, variables)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `The store dynamodb:${TABLE} can't be opened: there is no table "${TABLE}" in eu-west-1. Create it (the README of @sluice/store-dynamodb shows how), or correct its name or AWS_REGION.\n`,
    });
  });

  it('says that the region is missing', async () => {
    const { variables } = await startWorld();
    const { AWS_REGION: _, ...withoutRegion } = variables;
    const args = ['serve', '--config', CONFIG, '--store', `dynamodb:${TABLE}`];
    const { exitCode, stdout, stderr } = await runSluice(args, { ...withoutRegion, HOME: '/nowhere' });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('the AWS region is not known. Set AWS_REGION');
  });

  it('says that DynamoDB can not be reached, and not where it is', async () => {
    const { variables } = await startWorld();
    const args = ['serve', '--config', CONFIG, '--store', `dynamodb:${TABLE}`];
    const { exitCode, stdout, stderr } = await runSluice(args, {
      ...variables,
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
    });
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`The store dynamodb:${TABLE} can't be opened: `);
    expect(stderr).toContain('DynamoDB could not be reached');
    expect(stderr).not.toContain('127.0.0.1');
  });

  it.each(['dynamodb:', 'dynamodb:a', 'dynamodb:my table', ''])('does not take "%s" for a store', async (store) => {
    const { exitCode, stdout, stderr } = await runSluice(['serve', '--config', CONFIG, '--store', store]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('dynamodb:sluice-executions');
  });
});
