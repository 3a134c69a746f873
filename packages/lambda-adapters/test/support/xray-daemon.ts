import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A part of a trace, as X-Ray's SDK sends it. */
export interface Segment {
  readonly name: string;
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id: string;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly error?: boolean;
  readonly fault?: boolean;
  readonly namespace?: string;
}

export interface XrayDaemon {
  /** As `AWS_XRAY_DAEMON_ADDRESS` has it. */
  readonly address: string;
  /** What came so far, as it came. */
  readonly datagrams: readonly string[];
  /** Waits until so many parts have come, and returns them. */
  segments(count: number): Promise<readonly Segment[]>;
  close(): void;
}

/** Starts what takes the traces of Lambda functions, on a free UDP port of this machine. */
export async function startXrayDaemon(): Promise<XrayDaemon> {
  const socket = createSocket('udp4');
  const datagrams: string[] = [];
  socket.on('message', (message) => datagrams.push(String(message)));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    datagrams,
    async segments(count) {
      while (datagrams.length < count) await once(socket, 'message');
      return datagrams.map((datagram) => JSON.parse(datagram.slice(datagram.indexOf('\n') + 1)));
    },
    close: () => socket.close(),
  };
}
