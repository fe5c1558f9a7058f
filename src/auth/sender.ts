import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { dayAt, type Day } from '../event-sourcing/days.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import { NotSignedIn, type SignedIn } from './tokens.js';

/** Who is asking, and when: the one place where a request meets the clock. */
export const senderAt = ({ expiresAt: _, ...who }: SignedIn, now: Date, timeZone: string): SenderOf => ({
  ...who,
  at: now.toISOString(),
  today: todayAt(now, timeZone),
});

let latest = { minute: NaN, timeZone: '', day: '' };

/** The council's day; kept for a minute, since asking the time zone costs more than the rest of a small request. */
const todayAt = (now: Date, timeZone: string): Day => {
  // Every time zone changes its day on a whole minute.
  const minute = Math.floor(now.getTime() / 60_000);
  if (latest.minute !== minute || latest.timeZone !== timeZone) {
    latest = { minute, timeZone, day: dayAt(now, timeZone) };
  }
  return latest.day;
};

/** What a resolver's context always holds. */
export interface SenderContext {
  readonly sender: SenderOf;
}

/** The parameter of a resolver or controller that holds who is asking. */
export const Sender = createParamDecorator((_: unknown, context: ExecutionContext): SenderOf => {
  const sender =
    context.getType<GqlContextType>() === 'graphql'
      ? GqlExecutionContext.create(context).getContext<SenderContext>().sender
      : context.switchToHttp().getRequest<FastifyRequest>().sender;
  if (!sender) throw new NotSignedIn('Nobody is signed in.');
  return sender;
});
