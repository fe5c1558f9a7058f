import { serveBackground } from '../../../src/event-sourcing/background.tasks.js';
import { stumbling } from './pledges.variants.js';

serveBackground([stumbling('the stone')]);
