import { join } from 'node:path';
import { loadConfig, readCommonActionGroups } from '@sluice/config';
import { defineAgents } from '@sluice/core';
import { systemClock } from '@sluice/mcp-server';
import { expect, it, onTestFinished } from 'vitest';
import { startGateway, startLambdaHost } from '../src/index.ts';
import { createFunctionInvoker, type FunctionInvoker } from '../src/lambda-host/function-invoker.ts';
import { writeActionGroups } from '../src/runtime/action-groups-file.ts';
import { startAgents } from '../src/runtime/agents.ts';
import { sayTo } from '../src/runtime/chat.ts';
import { startDynamoDb } from '../src/runtime/dynamodb.ts';
import { describeFunctions } from '../src/runtime/functions.ts';
import { startCiSystems } from '../src/simulation/ci-systems.ts';
import { fixtureFunction } from './fixture-functions.ts';

const QUICKSTART = join(import.meta.dirname, '../../../examples/quickstart/sluice.config.ts');
const NOWHERE = 'http://127.0.0.1:9';

function closing<Part extends { close(): Promise<void> | void }>(part: Part): Part {
  onTestFinished(() => part.close());
  return part;
}

it('the first flow passes where the pipeline server is a Lambda function that the proxy invokes', async () => {
  const config = await loadConfig(QUICKSTART);
  const running = (part: { readonly url: string; close(): Promise<void> }) => ({
    url: closing(part).url,
    stop: () => part.close(),
  });
  const ci = await startCiSystems({ clock: systemClock, speed: 20, running });
  const catalog = await config.createCatalog(ci.environmentVariables);
  await ci.furnish(catalog);
  const dynamoDb = closing(await startDynamoDb());
  const { environments } = catalog;
  const definitions = defineAgents({
    actionGroups: config.actionGroups,
    environments,
    common: readCommonActionGroups(),
  });
  const functions = Promise.withResolvers<FunctionInvoker>();
  const agents = closing(
    await startAgents({
      definitions,
      functions: functions.promise,
      clock: systemClock,
      followForMs: undefined,
      onEvent: () => {},
    }),
  );
  const actionGroups = await writeActionGroups(definitions);
  onTestFinished(actionGroups.remove);
  const serverApiKey = 'a-key-that-nobody-else-has';
  const host = closing(
    await startLambdaHost({
      clock: systemClock,
      functions: [
        ...describeFunctions({
          agentTypes: ['bootstrap', 'compute', 'app'],
          agentsUrl: agents.url,
          dynamoDbUrl: dynamoDb.url,
          tableName: dynamoDb.tableName,
          chatTableName: dynamoDb.chatTableName,
          environments,
          actionGroupsFile: actionGroups.path,
          server: { functionName: 'pipeline-server' },
          serverApiKey,
          connectionsUrl: NOWHERE,
        }),
        fixtureFunction('pipeline-server', {
          timeoutMs: 29_000,
          environmentVariables: {
            ...ci.environmentVariables,
            CONFIG_PATH: QUICKSTART,
            API_KEY: serverApiKey,
            TABLE_NAME: dynamoDb.tableName,
            DYNAMODB_URL: dynamoDb.url,
          },
        }),
      ],
    }),
  );
  functions.resolve(closing(createFunctionInvoker(host.url, 'bedrock')));
  const gateway = closing(
    await startGateway({ lambdaUrl: host.url, functionName: 'chat-handler', clock: systemClock }),
  );

  const deployed = await sayTo(gateway.url, 'Deploy bootstrap infrastructure for dev environment');
  expect(deployed.text).toMatch(/bootstrap in dev succeeded/);
  expect(ci.simulators.gitlab.pipelines('platform/bootstrap')).toHaveLength(1);

  const { sessionId } = deployed;
  const whether = await sayTo(gateway.url, 'Is bootstrap already deployed in dev?', { sessionId });
  expect(whether.text).toMatch(/^Yes: bootstrap in dev is deployed/);
  const history = await sayTo(gateway.url, 'What was executed in dev?', { sessionId });
  expect(history.text).toMatch(/^Executed in dev, newest first:\n- bootstrap: succeeded/);
  const elsewhere = await sayTo(gateway.url, 'Is bootstrap already deployed in staging?', { sessionId });
  expect(elsewhere.text).toMatch(/Nothing is recorded of bootstrap in staging/);
}, 30_000);
