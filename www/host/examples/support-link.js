// Gets a link as the support console does, and opens it in this page: what is behind the # changes, and the page stays.
import { issueLinks, readUsers, signInAsSupport } from '../support/backend.js';

export async function openSupportLink(name) {
  await signInAsSupport();
  const { authId } = await find(name);
  const { links } = await issueLinks(authId);
  location.hash = new URL(links[0]).search.slice(1);
}

async function find(name) {
  for await (const users of readUsers()) {
    const user = users.find((one) => one.name === name);
    if (user) return user;
  }
  throw new Error(`the auth server knows no ${name}`);
}
