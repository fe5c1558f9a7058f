import { Module } from '@nestjs/common';
import { Config } from '../config.js';
import { Background } from '../event-sourcing/background.js';
import { Audit } from './audit.queries.js';
import { AuditResolver } from './audit.resolver.js';
import { SlippageResolver } from './slippage.resolver.js';

/** What governance staff and auditors ask of the whole record: dates that did not stay, and standing questions. */
@Module({
  providers: [
    {
      provide: Audit,
      useFactory: (background: Background, { timeZone }: Config) => new Audit(background, timeZone),
      inject: [Background, Config],
    },
    AuditResolver,
    SlippageResolver,
  ],
  exports: [Audit],
})
export class AuditModule {}
