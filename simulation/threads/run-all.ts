import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Batch, type BatchResult, merge } from './batch.ts';

/** Small enough that no thread is left with all the rest. */
const BATCH_RUNS = 100;

/** Runs many seeds in as many threads as the machine has cores. Their results do not depend on how many that are. */
export async function runAll({ firstSeed, runs, guard }: Batch): Promise<BatchResult & { readonly threads: number }> {
  const batches: Batch[] = [];
  for (let done = 0; done < runs; done += BATCH_RUNS) {
    batches.push({ firstSeed: firstSeed + done, runs: Math.min(BATCH_RUNS, runs - done), guard });
  }
  const threads = Math.min(availableParallelism(), batches.length);
  const results: BatchResult[] = [];
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url));
      try {
        for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
          results.push(await runIn(worker, batch));
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  return { ...merge(results), threads };
}

function runIn(worker: Worker, batch: Batch): Promise<BatchResult> {
  return new Promise((resolve, reject) => {
    const done = (result: BatchResult): void => {
      worker.off('error', reject);
      resolve(result);
    };
    worker.once('message', done);
    worker.once('error', reject);
    worker.postMessage(batch);
  });
}
