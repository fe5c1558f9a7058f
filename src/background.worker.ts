import { serveBackground } from './event-sourcing/background.tasks.js';
import { projections } from './projections.js';
import { scans } from './scans.js';

serveBackground(projections, scans);
