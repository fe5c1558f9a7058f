import { serveBackground } from '../../../src/event-sourcing/background.tasks.js';
import { pledgesProjection } from './pledges.projection.js';

serveBackground([{ ...pledgesProjection, version: 2 }]);
