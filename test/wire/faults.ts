import type { status } from '@grpc/grpc-js';

/** The calls a client makes; a subscription is a read that does not end. */
export type Method =
  'append' | 'batchAppend' | 'read' | 'subscribe' | 'delete' | 'tombstone' | 'features' | 'gossip' | 'users';

/** What goes wrong with a call. */
export type Harm =
  /** It is never answered. */
  | { readonly kind: 'silent' }
  /** It is done at once and answered so many milliseconds later. */
  | { readonly kind: 'late'; readonly ms: number }
  /** It ends with a status. */
  | {
      readonly kind: 'status';
      readonly code: status;
      readonly details?: string;
      readonly trailers?: Readonly<Record<string, string>>;
    }
  /** It ends well, without (the rest of) its answer. */
  | { readonly kind: 'end' }
  /** It is sent to another node. */
  | { readonly kind: 'notLeader'; readonly host: string; readonly port: number }
  /** Every connection is cut; the server takes new ones. */
  | { readonly kind: 'cut' }
  /** Every connection is cut, and the server is gone until it is started again. */
  | { readonly kind: 'kill' };

/** Which calls it meets, and when in their course. */
export interface When {
  /** Only calls that name this stream; `$all` for the log. */
  readonly stream?: string | RegExp;
  /** How many calls: one unless said otherwise. */
  readonly times?: number;
  /** A write is stored all the same. Without it, the call never reaches the store. */
  readonly stored?: boolean;
  /** Reads and subscriptions go well for so many events. */
  readonly afterEvents?: number;
}

/** A fault that was ordered. */
export interface Fault {
  readonly on: Method;
  readonly harm: Harm;
  readonly when: When;
  /** How many calls it met. */
  readonly met: number;
  /** Takes the order back. */
  cancel(): void;
}

/** The faults still to come, oldest first. */
export class Faults {
  readonly #ordered = new Set<Fault>();

  order(on: Method, harm: Harm, when: When = {}): Fault {
    const fault = { on, harm, when, met: 0, cancel: (): void => void this.#ordered.delete(fault) };
    this.#ordered.add(fault);
    return fault;
  }

  /** Takes the fault that meets this call, if any. */
  take(method: Method, stream: string | undefined): Fault | undefined {
    for (const fault of this.#ordered) {
      const { stream: wanted, times = 1 } = fault.when;
      if (fault.on !== method || !names(wanted, stream)) continue;
      (fault as { met: number }).met++;
      if (fault.met >= times) fault.cancel();
      return fault;
    }
    return undefined;
  }
}

const names = (wanted: string | RegExp | undefined, stream: string | undefined): boolean => {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? wanted === stream : wanted.test(stream ?? '');
};
