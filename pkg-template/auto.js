import { keepLinks } from './sessions.js';

keepLinks();
