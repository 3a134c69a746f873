import { parentPort } from 'node:worker_threads';
import { type Batch, runBatch } from './batch.ts';

/** A thread that runs the batches it is handed, one after the other. */
parentPort?.on('message', async (batch: Batch) => {
  parentPort?.postMessage(await runBatch(batch));
});
