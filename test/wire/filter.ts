import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { thrown } from './errors.js';
import type { Stored } from './log.js';

/** How many records the server looks at in one read unless told otherwise, and how many events it gives in one. */
export const PAGE = 32;

/** What a follower asked the server to pick out. */
export interface Filter {
  readonly matches: (event: Stored) => boolean;
  /** Records looked at before a page is given, matches or not. */
  readonly window: number;
  /** Records looked at before a checkpoint is sent. */
  readonly interval: number;
}

/** Throws what the server throws where the window or the interval is missing. */
export const filterOf = (options: ReadReq.Options.FilterOptions): Filter => {
  if (!options.hasMax() && !options.hasCount()) throw thrown();
  const expression = options.getEventType() ?? options.getStreamIdentifier();
  if (!expression || options.getCheckpointintervalmultiplier() === 0) throw thrown();
  const window = options.hasMax() ? options.getMax() : PAGE;
  const text = (event: Stored): string => (options.hasEventType() ? event.type : event.stream);
  const pattern = expression.getRegex() ? new RegExp(expression.getRegex(), 'u') : undefined;
  const prefixes = expression.getPrefixList();
  return {
    matches: pattern
      ? (event) => pattern.test(text(event))
      : (event) => prefixes.some((prefix) => text(event).startsWith(prefix)),
    window,
    interval: window * options.getCheckpointintervalmultiplier(),
  };
};
