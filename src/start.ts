import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { Tokens } from './auth/tokens.js';
import { ConfigError, configOfProcess } from './config.js';
import { notesOn } from './config.stores.js';
import { unusableFolder } from './data-folder.js';
import { completed } from './development.js';
import { StoreFault } from './event-sourcing/errors.js';
import { Projector } from './event-sourcing/projector.js';
import { greeting } from './greeting.js';
import { loggerFor } from './logging.js';
import { createApp } from './serve.js';

/** Milliseconds that requests under way and the closing of files may take. */
const PATIENCE = 8_000;

/** Starts the service; a reason not to is said in a sentence, and the process ends. */
export const start = async (): Promise<void> => {
  try {
    const config = await completed(configOfProcess());
    const logger = loggerFor(config);
    for (const note of notesOn(config)) logger.warn(note);
    const app = await createApp(AppModule.with(config), config, logger);
    stopOnSignal(app, logger);
    await app.listen(config.port, config.host);
    if (config.production) return;
    await app.get(Projector).opened();
    process.stdout.write(await greeting(await app.getUrl(), app.get(Tokens)));
  } catch (error) {
    process.stderr.write(`${reason(error)}\n`);
    // Not left to Node: a file half opened or a thread half started would keep the process.
    process.exit(1);
  }
};

const reason = (error: unknown): string => {
  if (error instanceof ConfigError || error instanceof StoreFault) return error.message;
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE') return `The port ${port} is taken; set PORT to another one.`;
  const unusable = unusableFolder(error);
  if (unusable !== undefined) return unusable;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

/** The first signal lets requests under way finish and closes the files; a second one, or too long a time, does not. */
const stopOnSignal = (app: INestApplication, logger: Logger): void => {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info(`${signal}: stopping`);
    setTimeout(() => {
      logger.error('Stopping took too long; what was under way is cut off.');
      process.exit(1);
    }, PATIENCE).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'Stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
};
