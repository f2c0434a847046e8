/**
 * The style of `<wisdom-embed>`. It fills its box; where nothing gives it a size, `::before` does, and never beyond what is there.
 * Its colours are the system's, and follow the page's `color-scheme`.
 */
export const EMBED_STYLE = `
:host {
  display: block;
  position: relative;
  box-sizing: border-box;
  min-inline-size: 0;
  min-block-size: 0;
  block-size: 100%;
  color: var(--wisdom-embed-color, CanvasText);
  font: var(--wisdom-embed-font, 0.9375rem/1.5 system-ui, sans-serif);
}

:host::before {
  content: "";
  display: block;
  inline-size: 40rem;
  max-inline-size: 100%;
  block-size: 30rem;
  max-block-size: 100%;
}

:host([hidden]:not([hidden="until-found"])),
[hidden] {
  display: none !important;
}

.frame,
.covers,
.view {
  position: absolute;
  inset: 0;
}

.covers {
  outline: none;
  /* It is always there, and lies over the frame. */
  pointer-events: none;
}

.view {
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: safe center;
  gap: 0.75rem;
  padding: 1rem;
  overflow: auto;
  background: var(--wisdom-embed-background, Canvas);
  pointer-events: auto;
  text-align: center;
}

p {
  max-inline-size: 45ch;
  margin: 0;
  overflow-wrap: anywhere;
}

code,
[part="details"] {
  opacity: 0.75;
  font-size: 0.8125rem;
}

button {
  padding: 0.375rem 0.875rem;
  border: 1px solid currentColor;
  border-radius: 0.375rem;
  background: ButtonFace;
  color: ButtonText;
  font: inherit;
  cursor: pointer;
}

button:focus-visible {
  outline: 2px solid var(--wisdom-embed-accent, Highlight);
  outline-offset: 2px;
}

[part="spinner"] {
  inline-size: 2rem;
  block-size: 2rem;
  border: 3px solid var(--wisdom-embed-accent, currentColor);
  border-block-start-color: transparent;
  border-radius: 50%;
}

/* A view that loads at once shows no spinner. */
[part~="loading"] > * {
  animation: appear 200ms 300ms both;
}

@keyframes appear {
  from { opacity: 0; }
}

@keyframes turn {
  to { rotate: 1turn; }
}

@media (prefers-reduced-motion: no-preference) {
  [part="spinner"] {
    animation: appear 200ms 300ms both, turn 900ms linear infinite;
  }
}

@media (prefers-reduced-motion: reduce) {
  [part~="loading"] > * {
    animation: none;
  }

  [part="spinner"] {
    display: none;
  }
}
`;
