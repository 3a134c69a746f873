import type { Interface } from 'node:readline';

/** Waits until a server's log says where it listens. The log goes on being read. */
export function listeningPort(log: Interface): Promise<string> {
  const seen: string[] = [];
  return new Promise((resolve, reject) => {
    log.on('line', (line) => {
      seen.push(line);
      const port = /"url":"http:\/\/0\.0\.0\.0:(\d+)"/.exec(line)?.[1];
      if (port !== undefined) resolve(port);
    });
    log.once('close', () => reject(new Error(`The server did not start: ${seen.join('\n')}`)));
  });
}
