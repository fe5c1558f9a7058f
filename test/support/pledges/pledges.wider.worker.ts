import { serveBackground } from '../../../src/event-sourcing/background.tasks.js';
import { wider } from './pledges.variants.js';

serveBackground([wider]);
