import assert from 'node:assert/strict';
import { type Place, startUntil } from '../command.ts';
import { SECOND_PIPELINE } from './second-pipeline.ts';

/** What `sluice local --json` says of itself. */
interface Boot {
  readonly parts: readonly { readonly part: string; readonly url: string }[];
}

/** What a simulated CI system says that it has run. */
interface Runs {
  readonly result: readonly unknown[];
}

const RUNS = {
  gitlab: { part: 'GitLab', path: `projects/platform%2F${SECOND_PIPELINE}/pipelines`, success: /"status":"success"/ },
  jenkins: { part: 'Jenkins', path: `builds?job=platform/${SECOND_PIPELINE}`, success: /"result":"SUCCESS"/ },
} as const;

/** Says one message to `sluice local`, and holds the answer against what the CI system has run. */
export async function checkChat(place: Place, executor: keyof typeof RUNS): Promise<void> {
  const command = ['npx', 'sluice', 'local', '--config', 'sluice.config.ts', '--port', '0', '--json'];
  const local = await startUntil(place, command, /"type":"ready"/);
  try {
    // Unasked, it has begun with something that the config has.
    assert.match(local.stdout(), /^\{"type":"answer".*"succeeded":true/m);
    const { parts }: Boot = JSON.parse(/^\{"type":"boot".*$/m.exec(local.stdout())?.[0] ?? '{"parts":[]}');
    const urlOf = (name: string): string => parts.find(({ part }) => part === name)?.url ?? '';
    const answer = await say(`${urlOf('gateway')}/chat`, `Deploy ${SECOND_PIPELINE} for dev environment`);
    assert.match(answer, /^backup-vault in dev succeeded after /);
    const executionId = /^Execution: ([0-9a-f-]{36})$/m.exec(answer)?.[1];
    assert.ok(executionId, `the answer names no execution: ${answer}`);
    const { part, path, success } = RUNS[executor];
    const runs: Runs = await json(await fetch(`${urlOf(part)}/_control/${path}`));
    const ofExecution = runs.result.map((run) => JSON.stringify(run)).filter((run) => run.includes(executionId));
    assert.equal(ofExecution.length, 1, `one run of ${executionId}, not ${JSON.stringify(runs)}`);
    assert.match(ofExecution[0] ?? '', success);
    const later = await say(`${urlOf('gateway')}/chat`, 'What is deployed in dev?');
    assert.match(later, /backup-vault/);
  } finally {
    await local.stop();
  }
}

async function say(url: string, message: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const { answer } = await json<{ answer: string }>(
    await fetch(url, { method: 'POST', headers, body: JSON.stringify({ message }) }),
  );
  return answer;
}

async function json<Body>(response: Response): Promise<Body> {
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}
