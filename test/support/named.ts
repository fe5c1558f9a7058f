import { it } from '@jest/globals';
import type { Decider } from '../../src/event-sourcing/decider.js';
import type { Command, Decided, DomainEvent, Sending } from '../../src/event-sourcing/messages.js';
import type { AliasAdded, Names, NamingFacts, Renaming } from '../../src/naming/naming.js';
import { rulesOf, type Told } from './decider.js';
import { happenedOn, sending } from './senders.js';

/** One kind of named thing: what the refusals call it, its events, and its commands by what they do. */
interface Kind<C extends Command, E extends DomainEvent> {
  readonly noun: string;
  readonly founded: (names: Names) => E;
  readonly renamed: (renaming: Renaming) => E;
  readonly closed: E;
  readonly found: (names: { name: string; aliases?: string[] }, sent: Sending) => C;
  readonly rename: (renaming: Renaming, sent: Sending) => C;
  readonly addAlias: (data: AliasAdded['data'], sent: Sending) => C;
  readonly close: (sent: Sending) => C;
}

/** The rules about names, as tests of one kind of named thing; called inside its `describe`. */
export const followsTheRulesOfNames =
  <State, C extends Command, E extends DomainEvent>(decider: Decider<State, C, E, NamingFacts>) =>
  (kind: Kind<C, E>): void => {
    const { noun, founded, renamed, closed, found, rename, addAlias, close } = kind;
    const { given } = rulesOf(decider, { namesOfOthers: [] });
    const aliasAdded = (alias: string) => ({ type: 'AliasAdded', data: { alias } }) as unknown as E;
    const on = (day: string, event: E): Told<E> => ({ ...event, statedOn: day });
    const decided = (event: E) => event as Decided<E>;
    const there = founded({ name: 'Pen picture', aliases: ['Pen profile'] });
    const standing = new RegExp(`^There is no such ${noun}`);
    const now = sending();

    it('is founded under a name and its aliases, each once and tidily written', () =>
      given()
        .when(found({ name: ' Pen  picture ', aliases: ['Pen profile', 'PEN PROFILE', 'pen picture'] }, now))
        .then(decided(there)));

    it('is founded without aliases', () =>
      given()
        .when(found({ name: 'Pen picture' }, now))
        .then(decided(founded({ name: 'Pen picture', aliases: [] }))));

    it('is not founded twice', () =>
      given(there)
        .when(found({ name: 'pen picture' }, now))
        .thenRefused('RULE', new RegExp(`There is already a ${noun} of that name`), 'name'));

    it('is not founded again under the name it first had', () =>
      given(there, renamed({ name: 'Pen portrait', oldNameStaysAlias: true }))
        .when(found({ name: 'Pen picture' }, now))
        .thenRefused('RULE', /first called so; its name is now “Pen portrait”/, 'name'));

    it('is not founded again after it was closed', () =>
      given(there, closed)
        .when(found({ name: 'Pen picture' }, now))
        .thenRefused('RULE', /of that name, now closed/, 'name'));

    it('is not founded under a name that another goes by', () =>
      given()
        .knowing({ namesOfOthers: ['PEN  PICTURE'] })
        .when(found({ name: 'Pen picture' }, now))
        .thenRefused('RULE', new RegExp(`Another ${noun} already goes by the name “Pen picture”`), 'name'));

    it('is not founded with an alias that another goes by', () =>
      given()
        .knowing({ namesOfOthers: ['Profile'] })
        .when(found({ name: 'Pen picture', aliases: ['Pen profile', 'profile'] }, now))
        .thenRefused('RULE', /already goes by the name “profile”/, 'aliases.1'));

    it('is not founded in the future', () =>
      given()
        .when(found({ name: 'Pen picture' }, sending(happenedOn('2026-01-01'))))
        .thenRefused('INVALID', /2026-01-01.*2025-12-10/, 'told.occurredOn'));

    it('is renamed', () =>
      given(there)
        .when(rename({ name: ' Pen portrait', oldNameStaysAlias: true }, now))
        .then(decided(renamed({ name: 'Pen portrait', oldNameStaysAlias: true }))));

    it('is renamed to what was only its alias', () =>
      given(there)
        .when(rename({ name: 'Pen profile', oldNameStaysAlias: false }, now))
        .then(decided(renamed({ name: 'Pen profile', oldNameStaysAlias: false }))));

    it('is renamed when only the spelling changes', () =>
      given(there)
        .when(rename({ name: 'PEN PICTURE', oldNameStaysAlias: true }, now))
        .then(decided(renamed({ name: 'PEN PICTURE', oldNameStaysAlias: true }))));

    it('is not renamed to the name it has', () =>
      given(there)
        .when(rename({ name: 'Pen  picture', oldNameStaysAlias: true }, now))
        .thenRefused('RULE', new RegExp(`This ${noun} has that name already`), 'name'));

    it('is not renamed to a name that another goes by', () =>
      given(there)
        .knowing({ namesOfOthers: ['Portraits'] })
        .when(rename({ name: 'portraits', oldNameStaysAlias: true }, now))
        .thenRefused('RULE', /Another/, 'name'));

    it('is not renamed before its last change', () =>
      given(on('2025-11-01', there))
        .when(rename({ name: 'Pen portrait', oldNameStaysAlias: true }, sending(happenedOn('2025-10-31'))))
        .thenRefused('INVALID', /2025-10-31.*2025-11-01/, 'told.occurredOn'));

    it('takes another alias', () =>
      given(there)
        .when(addAlias({ alias: ' Profile  cards ' }, now))
        .then(decided(aliasAdded('Profile cards'))));

    it('takes its old name as an alias when a renaming dropped it', () =>
      given(there, renamed({ name: 'Pen portrait', oldNameStaysAlias: false }))
        .when(addAlias({ alias: 'Pen picture' }, now))
        .then(decided(aliasAdded('Pen picture'))));

    it.each([
      ['its name', 'PEN picture', [there]],
      ['an alias it was founded with', 'pen profile', [there]],
      ['an alias added since', 'cards', [there, aliasAdded('Cards')]],
      ['an old name that stayed', 'Pen picture', [there, renamed({ name: 'Pen portrait', oldNameStaysAlias: true })]],
    ])('takes no alias that is %s', (_, alias, history) =>
      given(...history)
        .when(addAlias({ alias }, now))
        .thenRefused('RULE', new RegExp(`This ${noun} already goes by that name`), 'alias'),
    );

    it('takes no alias that another goes by', () =>
      given(there)
        .knowing({ namesOfOthers: ['Cards'] })
        .when(addAlias({ alias: 'Cards' }, now))
        .thenRefused('RULE', /Another/, 'alias'));

    it('takes no alias from before its last change', () =>
      given(on('2025-11-01', there))
        .when(addAlias({ alias: 'Cards' }, sending(happenedOn('2025-10-31'))))
        .thenRefused('INVALID', /2025-10-31.*2025-11-01/, 'told.occurredOn'));

    it('is closed', () => given(there).when(close(now)).then(decided(closed)));

    it('is not closed before its last change', () =>
      given(there, on('2025-11-01', aliasAdded('Cards')))
        .when(close(sending(happenedOn('2025-10-31'))))
        .thenRefused('INVALID', /2025-10-31.*2025-11-01/, 'told.occurredOn'));

    it.each([
      ['renamed', rename({ name: 'Pen portrait', oldNameStaysAlias: true }, now)],
      ['called something else', addAlias({ alias: 'Cards' }, now)],
      ['closed', close(now)],
    ])('is not %s before it is founded, nor after it is closed', (_, command) => {
      given().when(command).thenRefused('NOT_FOUND', standing);
      given(there, closed)
        .when(command)
        .thenRefused('RULE', /is closed and takes no more changes/);
    });
  };
