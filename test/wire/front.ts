import { createServer, connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** The address of this machine that nobody else reaches. */
export const LOCAL = '127.0.0.1';

/**
 * The door of a server: what a client connects to. It can be slammed or held shut as a killed or frozen process does it,
 * which the gRPC library, closing politely, cannot.
 */
export class Front {
  #server: Server | undefined;
  #isFrozen = false;
  /** Each client's socket, with the one that leads on. */
  readonly #pairs = new Map<Socket, Socket>();

  /** `behind` is the port of the server itself. */
  constructor(
    private readonly behind: number,
    private readonly host = LOCAL,
  ) {}

  /** Opens the door and answers its port; 0 takes a free one. */
  async open(port: number): Promise<number> {
    const server = createServer({ noDelay: true }, (socket) => this.#take(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, LOCAL, resolve);
    });
    this.#server = server;
    return (server.address() as AddressInfo).port;
  }

  get isOpen(): boolean {
    return this.#server !== undefined && !this.#isFrozen;
  }

  /** Cuts every connection as the system does for a process that was killed: each ends, and nothing more is said. */
  cut(): void {
    for (const [client, inside] of this.#pairs) {
      client.destroy();
      inside.destroy();
    }
    this.#pairs.clear();
  }

  /** Cuts every connection and takes no new one. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#isFrozen = false;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    this.cut();
    await closed;
  }

  /** Connections stay, and new ones are taken, but not a byte moves: what a stopped process looks like. */
  freeze(): void {
    this.#isFrozen = true;
    for (const sockets of this.#pairs) for (const socket of sockets) socket.pause();
  }

  thaw(): void {
    this.#isFrozen = false;
    for (const sockets of this.#pairs) for (const socket of sockets) socket.resume();
  }

  #take(client: Socket): void {
    const inside = connect({ port: this.behind, host: this.host, noDelay: true });
    this.#pairs.set(client, inside);
    const end = (): void => {
      this.#pairs.delete(client);
      client.destroy();
      inside.destroy();
    };
    client.on('error', end).on('close', end);
    inside.on('error', end).on('close', end);
    client.on('data', (bytes) => this.#pass(bytes, client, inside));
    inside.on('data', (bytes) => this.#pass(bytes, inside, client));
    if (this.#isFrozen) {
      client.pause();
      inside.pause();
    }
  }

  #pass(bytes: Buffer, from: Socket, to: Socket): void {
    if (to.write(bytes)) return;
    from.pause();
    to.once('drain', () => {
      if (!this.#isFrozen) from.resume();
    });
  }
}
