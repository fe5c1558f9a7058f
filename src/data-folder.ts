/** How the system refuses the use of a file or folder. */
const REFUSALS = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOSPC', 'EDQUOT'];

/** A sentence for whoever runs the service when the data folder cannot be used; nothing for any other error. */
export const unusableFolder = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { code = '', path } = error as NodeJS.ErrnoException;
  if (path === undefined || !REFUSALS.includes(code)) return undefined;
  return `${path} cannot be used (${code}); set DATA_DIR to a folder that this service may read and write.`;
};
