import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { makeDrainable } from '../src/http/drain.ts';
import { listen } from '../src/http/listen.ts';

it('waits for what is being worked on, also when nobody waits for its answer any more', async () => {
  const begun = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      begun.resolve();
      void finish.promise.then(() => response.end());
    });
  });
  const drain = makeDrainable(server);
  const part = await listen(server);
  onTestFinished(() => part.close());
  const asked = fetch(part.url, { method: 'POST', body: '{}' });
  await begun.promise;
  let drained = false;
  const draining = drain().then(() => {
    drained = true;
  });
  await expect(asked).rejects.toThrow();
  await expect(fetch(part.url)).rejects.toThrow();
  expect(drained).toBe(false);
  finish.resolve();
  await draining;
});

it('has nothing to wait for when nothing was asked', async () => {
  await makeDrainable(createServer(() => {}))();
});
