import { impersonate } from 'embed-host/impersonation';

export const open = ({ server }) => impersonate({ server, clientId: 'app' });
