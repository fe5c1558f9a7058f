import type { Attribution, Sender } from '../event-sourcing/messages.js';

/** Are the names of those who stated or recorded something shown to this reader? Role and body are shown to everyone. */
export const seesNames = ({ roles }: Pick<Sender, 'roles'>): boolean =>
  roles.includes('governance') || roles.includes('auditor');

/** Who stated or recorded something, as this reader may see it. */
export const shownTo = (reader: Pick<Sender, 'roles'>, who: Attribution): Attribution =>
  seesNames(reader) ? who : { ...who, name: null };
