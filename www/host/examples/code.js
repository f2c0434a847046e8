// Shows a file that this page runs, and copies it.
import Prism from 'prismjs';
import 'prismjs/components/prism-jsx.js';

const LANGUAGES = { html: 'markup', js: 'javascript', jsx: 'jsx' };

/** For how long a button says what it did, in ms. */
const NOTICE = 2000;

/** Fills a figure with the file that its `data-file` names. `say(sentence)` announces what was copied. */
export async function showFile(figure, say) {
  const name = figure.dataset.file;
  const code = figure.querySelector('code');
  const text = await read(name);
  const language = LANGUAGES[name.split('.').at(-1)];
  code.innerHTML = Prism.highlight(text, Prism.languages[language], language);
  offerCopy(figure.querySelector('button'), code, (done) => say(`${name} ${done}`));
}

export async function read(name) {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name} cannot be read: HTTP ${response.status}`);
  return (await response.text()).trimEnd();
}

/** Has a button copy the text of an element; where the browser does not allow that, the text is selected. */
export function offerCopy(button, element, say) {
  const usual = button.textContent;
  let timer;
  button.addEventListener('click', async () => {
    const isCopied = await navigator.clipboard.writeText(element.textContent).then(() => true, () => false);
    if (!isCopied) getSelection().selectAllChildren(element);
    button.textContent = isCopied ? 'Copied' : 'Selected';
    say(isCopied ? 'is copied.' : 'is selected: copy it with the keyboard.');
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = usual;
    }, NOTICE);
  });
}
