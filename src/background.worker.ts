import { serveBackground } from './event-sourcing/background.tasks.js';
import { projections } from './projections.js';

serveBackground(projections);
