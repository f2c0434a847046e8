import { keepLink } from './sessions.js';

keepLink();
