import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { Metrics, MetricsController } from './metrics.js';

/** Health for whoever starts and watches the service, figures for whoever runs it. */
@Module({ controllers: [HealthController, MetricsController], providers: [Metrics], exports: [Metrics] })
export class HealthModule {}
