import { TokenSource } from 'embed-host';

export const options = { origin: 'https://acme.askwisdom.ai', view: 'search' };

export const source = () => new TokenSource('/api/wisdom-token');
