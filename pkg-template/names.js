import { EmbedHostError } from './error.js';

/** What Melody Auth calls the parameters of a link. */
const NAMES = { refreshToken: 'refresh_token', expiresOn: 'refresh_token_expires_on', expiresIn: 'refresh_token_expires_in' };

/** The names among the options of `takeLink` and `keepLinks`. Where there is no core they are judged as the core does. */
export function namesIn(options) {
  const { names, ...others } = read(options);
  if (isAny(others)) throw invalid('`names` is the one option here');
  if (names !== undefined && typeof names !== 'object') throw wrong();
  const { refreshToken, expiresOn, expiresIn, ...unknown } = read(names);
  if (isAny(unknown)) throw invalid('`names` has the members `refreshToken`, `expiresOn` and `expiresIn`, and no others');
  const given = Object.fromEntries(Object.entries({ refreshToken, expiresOn, expiresIn }).filter(([, name]) => name !== undefined));
  const all = { ...NAMES, ...given };
  const texts = new Set(Object.values(all).filter((name) => typeof name === 'string' && name !== ''));
  if (texts.size < 3) throw wrong();
  return all;
}

/** The members of an object that have a value. */
function read(object) {
  if (typeof object !== 'object') return {};
  try {
    return Object.fromEntries(Object.entries(object ?? {}).filter(([, value]) => value !== undefined && value !== null));
  } catch {
    // A getter of the page's has thrown.
    throw wrong();
  }
}

const isAny = (members) => Object.keys(members).length > 0;

const wrong = () => invalid('`names` must be an object of different strings that are not empty');

const invalid = (message) => new EmbedHostError('invalid-options', undefined, message);
