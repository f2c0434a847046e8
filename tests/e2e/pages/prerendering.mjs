// Has the next page prerendered, and goes there when it is told to.
const next = `/e2e/prerendered.html?${location.hash.slice(1)}`;

const rules = document.createElement('script');
rules.type = 'speculationrules';
rules.text = JSON.stringify({ prerender: [{ urls: [next], eagerness: 'immediate' }] });
document.head.append(rules);
await fetch('/next');
location.href = next;
