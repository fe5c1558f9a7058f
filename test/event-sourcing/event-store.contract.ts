import { afterEach, beforeEach, describe } from '@jest/globals';
import { newStream } from '../support/new-event.js';
import { appending } from './event-store.contract.appending.js';
import { following } from './event-store.contract.following.js';
import type { Capabilities, OpenedStore, Subject } from './event-store.contract.subject.js';
import { writing } from './event-store.contract.writing.js';

/**
 * What every event store must do. Each adapter's test file is one call to this. Tests take the log as they find it, so a
 * log may be opened anew for each or serve them all.
 */
export const eventStoreContract = (name: string, open: () => Promise<OpenedStore>, can: Capabilities): void =>
  describe(`${name} as an event store`, () => {
    let subject: Subject;

    beforeEach(async () => {
      const opened = await open();
      subject = { ...opened, start: await opened.store.head(), stream: newStream() };
    });
    afterEach(() => subject.close());

    appending(() => subject, can);
    writing(() => subject);
    following(() => subject);
  });
