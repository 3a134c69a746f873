/*
 * Does a sweep cost what its projects cost, however many runs there are? Sweeps over 10,000 unfinished executions in 20
 * projects, half of which fail in the end: SQLite, the real GitLab executor, and a simulated GitLab in a process of its
 * own, which counts the requests. Fails when a sweep makes more than 300 requests, or when the server's process has ever
 * had more than 250 MB in memory.
 *
 * The server gets a heap limit of 512 MB, as in a container of 1 GB. Without one, V8 goes by the machine: with 24 GB it
 * lets garbage of 128 MB lie, of which nothing is in use (25 MB are, after a collection).
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('./sweep/main.ts', import.meta.url));
const { status } = spawnSync(process.execPath, ['--max-heap-size=512', main], { stdio: 'inherit' });
process.exitCode = status ?? 1;
