import { Module } from '@nestjs/common';
import { SlippageResolver } from './slippage.resolver.js';

/** What governance staff and auditors ask of the whole record: dates that did not stay, and standing questions. */
@Module({ providers: [SlippageResolver] })
export class AuditModule {}
