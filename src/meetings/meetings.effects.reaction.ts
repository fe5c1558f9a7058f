import { Inject, Injectable, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Authority } from '../commitments/commitment.events.js';
import { Clock } from '../event-sourcing/clock.js';
import { unvoided } from '../event-sourcing/decider.js';
import { DomainError } from '../event-sourcing/errors.js';
import { EventStore } from '../event-sourcing/event-store.js';
import { derivedId } from '../event-sourcing/identity.js';
import { idOf, streamOf, type Recorded, type Sending } from '../event-sourcing/messages.js';
import { momentOf, ownSender } from '../event-sourcing/own-sender.js';
import type { Reaction } from '../event-sourcing/reactions.js';
import type { Reader } from '../event-sourcing/reader.js';
import { Reads, TIME_ZONE } from '../event-sourcing/reads.js';
import { Sealing } from '../event-sourcing/sealing.js';
import { RecordEffectCarriedOut, RecordEffectRefused } from './meeting.commands.js';
import { citedMinute, type DecisionEffect, type MeetingEvent } from './meeting.events.js';
import { commandFor } from './meetings.effects.js';
import { meetings } from './meetings.queries.js';

/** The name of a body, by its id; nothing when it is not on record. */
export type BodyName = (reader: Reader, bodyId: string) => string | undefined;

type Taken = Recorded<Extract<MeetingEvent, { readonly type: 'DecisionRecorded' }>>;

/**
 * Carries out what decisions do to commitments, and says on the meeting what became of it.
 *
 * Each command has an id that follows from the decision's entry, so that what is done is done once, however often the
 * service dies and however many copies of it run. A rule of the commitment that stands against an effect is recorded in
 * its own sentence; whatever else goes wrong is thrown, and tried again.
 */
export const decisionEffects = (bodyName: BodyName): Type<Reaction> => {
  @Injectable()
  class DecisionEffects implements Reaction {
    readonly name = 'decision-effects';
    readonly types = ['DecisionRecorded'];
    readonly runsOn = 'one copy';

    constructor(
      private readonly store: EventStore,
      private readonly sealing: Sealing,
      private readonly reads: Reads,
      private readonly commands: CommandBus,
      private readonly clock: Clock,
      @Inject(TIME_ZONE) private readonly timeZone: string,
    ) {}

    async react(event: Recorded): Promise<void> {
      const { effects } = (event as Taken).data;
      if (effects.length === 0) return;
      // From the log: what was erased a moment ago may still be in the read models.
      const history = await this.store.read(event.stream);
      const [opened] = await this.sealing.open(history.filter(({ id }) => id === event.id));
      for (const effect of effects) await this.#bringAbout(opened as Taken, effect);
    }

    async #bringAbout(decision: Taken, effect: DecisionEffect): Promise<void> {
      const idFor = (step: string) => derivedId('effect', decision.id, effect.kind, effect.commitmentId, step);
      const history = await this.store.read(decision.stream);
      const isSaid = history.some(({ commandId }) => [idFor('CARRIED_OUT'), idFor('REFUSED')].includes(commandId));
      // A decision that was voided by now brings nothing about.
      if (isSaid || !unvoided(history).some(({ id }) => id === decision.id)) return;

      const sending = this.#sending(decision);
      const refusal = await this.#carryOut(decision, effect, { ...sending, commandId: idFor('DONE') });
      const { decisionId } = decision.data;
      const done = { decisionId, commitmentId: effect.commitmentId, effect: effect.kind };
      const meetingId = idOf(decision.stream);
      await this.commands.execute(
        refusal
          ? new RecordEffectRefused(
              meetingId,
              { ...done, code: refusal.code, reason: refusal.message },
              { ...sending, commandId: idFor('REFUSED') },
            )
          : new RecordEffectCarriedOut(meetingId, done, { ...sending, commandId: idFor('CARRIED_OUT') }),
      );
    }

    /** What stood against it; nothing when it is done, by us or by whoever was faster. */
    async #carryOut(decision: Taken, effect: DecisionEffect, sending: Sending): Promise<DomainError | undefined> {
      const stream = streamOf('commitment', effect.commitmentId);
      const isDone = async () =>
        (await this.store.read(stream)).some(({ commandId }) => commandId === sending.commandId);
      // Asked first, because the words it was done with may have been erased since.
      if (await isDone()) return undefined;
      const { text, reasons } = decision.data;
      const reason = reasons ?? text ?? 'The words of the decision were erased.';
      const { statedBy, source, basis } = decision;
      const told = { ...sending.told, statedBy, basis, ...(source ? { source } : {}) };
      try {
        const decidedBy = this.#decidedBy(decision, sending);
        await this.commands.execute(commandFor(effect, { decidedBy, reason }, { ...sending, told }));
        return undefined;
      } catch (error) {
        if (!(error instanceof DomainError) || error.code === 'CONFLICT') throw error;
        return (await isDone()) ? undefined : error;
      }
    }

    /** As told with the decision: on its day, and as part of what led to it. */
    #sending({ id, occurredOn, statedOn, correlationId }: Taken): Omit<Sending, 'commandId'> {
      return {
        sender: ownSender(momentOf(this.clock, this.timeZone)),
        told: { occurredOn, statedOn },
        correlationId,
        causationId: id,
      };
    }

    #decidedBy({ stream, data }: Taken, { sender }: Pick<Sending, 'sender'>): Authority {
      const reader = this.reads.now(sender.today);
      const { decisionId, minute, decidedBy } = data;
      const bodyId = meetings.byId(reader, idOf(stream))?.bodyId;
      const name = bodyId && bodyName(reader, bodyId);
      if (!bodyId || !name) throw new DomainError('RULE', 'The body that decided this is no longer on record.');
      const where = { decisionId, ...(minute ? { minute: citedMinute(minute) } : {}) };
      return decidedBy ? { ...decidedBy, ...where } : { kind: 'BODY', name, bodyId, ...where };
    }
  }
  return DecisionEffects;
};
