import { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { TunnelFailure } from './failure.ts';

/** A channel that is opened with the first that is read or written. */
export class TunnelStream extends Duplex {
  readonly #open: () => Promise<ClientChannel>;
  #channel: ClientChannel | null = null;
  #broken: Error | null = null;

  constructor(open: () => Promise<ClientChannel>) {
    // It closes when the other end goes, and not when it is destroyed here: of TLS that refuses a certificate the driver would hear first
    // that the server is gone, and then, with nobody listening any more, why.
    super({ emitClose: false });
    this.#open = open;
  }

  override _construct(done: (error?: Error | null) => void): void {
    this.#open().then((channel) => {
      this.#channel = channel;
      channel.on('data', (data: Buffer) => {
        if (!this.push(data)) channel.pause();
      });
      channel.once('end', () => this.push(null));
      channel.once('close', () => {
        if (this.destroyed) return;
        this.destroy();
        this.emit('close');
      });
      channel.on('error', (error: Error) => {
        this.#broken = error;
        this.destroy(error);
      });
      done();
    }, done);
  }

  override _read(): void {
    this.#channel?.resume();
  }

  override _write(data: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#channel?.write(data, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#channel?.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#channel?.destroy();
    // Whoever destroys it for a reason of their own, as TLS for a wrong certificate, tells that reason.
    done(error instanceof TunnelFailure || error === this.#broken ? error : null);
  }
}
