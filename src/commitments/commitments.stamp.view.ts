import type { Entry } from '../event-sourcing/projection.js';

/** 2 to the power of 32. */
const HALF = 4_294_967_296;
/** A stamp has 53 bits, as many as a number holds exactly; this many of them in its upper half. */
const UPPER = 0x1f_ffff;

/**
 * The stamp of a view after one more entry: a hash (cyrb53) of the ids of all entries in the order of the fold, and of
 * whether their words were erased. Only a fold of the same entries in the same order has it.
 */
export const stampAfter = (stamp: number, { id, erased }: Pick<Entry, 'id' | 'erased'>): number => {
  const text = erased ? `${id} erased` : id;
  let lower = 0xdeadbeef ^ (stamp >>> 0);
  let upper = 0x41c6ce57 ^ Math.floor(stamp / HALF);
  for (let n = 0; n < text.length; n++) {
    const code = text.charCodeAt(n);
    lower = Math.imul(lower ^ code, 2_654_435_761);
    upper = Math.imul(upper ^ code, 1_597_334_677);
  }
  lower = Math.imul(lower ^ (lower >>> 16), 2_246_822_507) ^ Math.imul(upper ^ (upper >>> 13), 3_266_489_909);
  upper = Math.imul(upper ^ (upper >>> 16), 2_246_822_507) ^ Math.imul(lower ^ (lower >>> 13), 3_266_489_909);
  return HALF * (upper & UPPER) + (lower >>> 0);
};
