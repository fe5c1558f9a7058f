import { parse, v5 } from 'uuid';

/** The root of every id this service derives; never to change, or natural keys would make doubles. */
const NAMESPACE = parse('6f0d3f5e-6f0b-5c0e-9b63-7d2d5e1c9a41');

/**
 * A uuid5 of the parts: the same parts give the same id, on every machine and store, so what is derived twice exists
 * once.
 */
export const derivedId = (...parts: readonly string[]): string => v5(JSON.stringify(parts), NAMESPACE);
