import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../event-sourcing/clock.js';
import { unvoided } from '../event-sourcing/decider.js';
import { envelop } from '../event-sourcing/envelope.js';
import { ErasureWitness } from '../event-sourcing/erasure.js';
import { DomainError } from '../event-sourcing/errors.js';
import { EventStore } from '../event-sourcing/event-store.js';
import { derivedId } from '../event-sourcing/identity.js';
import { streamOf, type Recorded, type Sending } from '../event-sourcing/messages.js';
import { momentOf, ownSender } from '../event-sourcing/own-sender.js';
import { READ_MODELS_FOLDER } from '../event-sourcing/projector.js';
import { TIME_ZONE } from '../event-sourcing/reads.js';
import { Sealing } from '../event-sourcing/sealing.js';
import { SHARES_LOG } from '../event-sourcing/stores.js';
import { AcknowledgeErasure, JoinCopy, type CopyCommand } from './copy.commands.js';
import { copyDecider } from './copy.decider.js';
import { copyWords } from './copy.events.js';

/** The file in the data folder that holds the id of this copy. */
const ID_FILE = 'copy-id';

/** The machine this copy runs on. */
export const machine = (): string => hostname().slice(0, 200) || 'unnamed';

/** The id of the copy of the service that a data folder belongs to, made when it has none yet. */
export const copyIdIn = (folder: string): string => {
  const file = join(folder, ID_FILE);
  try {
    writeFileSync(file, randomUUID(), { flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
};

/**
 * This copy of the service, as it speaks of itself in the log. Where copies share a log, each puts itself on record
 * before it reads a word, so that an erasure never overlooks one; a single copy does with its first acknowledgement.
 */
@Injectable()
export class ThisCopy extends ErasureWitness implements OnModuleInit {
  constructor(
    private readonly store: EventStore,
    private readonly sealing: Sealing,
    private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
    @Inject(READ_MODELS_FOLDER) private readonly folder: string,
    @Inject(SHARES_LOG) private readonly sharesLog: boolean,
  ) {
    super();
  }

  async onModuleInit(): Promise<void> {
    if (!this.sharesLog) return;
    await this.#record((id, sending) => new JoinCopy(id, { name: machine() }, sending), 'join');
  }

  override async hasReached({ id: erasureId, data }: Pick<Recorded, 'id' | 'data'>): Promise<void> {
    const { entryId } = data as { entryId: string };
    await this.#record(
      (id, sending) => new AcknowledgeErasure(id, { name: machine(), entryId }, sending),
      'acknowledge',
      erasureId,
    );
  }

  /** Straight into the log: at the start nothing that carries commands out is ready yet. */
  async #record(ask: (id: string, sending: Sending) => CopyCommand, ...what: [string, ...string[]]): Promise<void> {
    const id = copyIdIn(this.folder);
    const stream = streamOf(copyDecider.category, id);
    const history = await this.store.read(stream);
    // The version is in the id: a copy that was retired joins once more.
    const commandId = derivedId(...what, id, String(history.length));
    const command = ask(id, { sender: ownSender(momentOf(this.clock, this.timeZone)), commandId });
    const state = unvoided(history).reduce<never>(
      (state, event) => copyDecider.evolve(state, event as never) as never,
      copyDecider.initialState as never,
    );
    const events = copyDecider.decide(command, state, undefined);
    if (events.length === 0) return;
    const { type, data } = command;
    const sealed = await this.sealing.sealAll(
      envelop(command, events, undefined),
      (type) => copyWords[type as keyof typeof copyWords],
      { type, id, data, told: null },
    );
    try {
      await this.store.append(stream, sealed, history.length);
    } catch (error) {
      // Another process on the same folder was faster, or somebody has just retired this copy.
      if (!(error instanceof DomainError) || error.code !== 'CONFLICT') throw error;
      await this.#record(ask, ...what);
    }
  }
}
