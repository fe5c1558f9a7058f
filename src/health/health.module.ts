import { Global, Module } from '@nestjs/common';
import { Measurements } from '../event-sourcing/measurements.js';
import { HealthController } from './health.controller.js';
import { LogMetrics } from './metrics.log.js';
import { Metrics, MetricsController } from './metrics.js';

/** Health for whoever starts and watches the service, figures for whoever runs it. Global, because the spine tells it what it counts. */
@Global()
@Module({
  controllers: [HealthController, MetricsController],
  providers: [Metrics, { provide: Measurements, useClass: LogMetrics }],
  exports: [Metrics, Measurements],
})
export class HealthModule {}
