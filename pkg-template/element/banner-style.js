/** The style of `<impersonation-banner>`. Its colours are of its own, so that it is seen on any page, light or dark. */
export const BANNER_STYLE = `
:host {
  display: contents;
  --_background: #ffd666;
  --_color: #2b1d00;
}

@media (prefers-color-scheme: dark) {
  :host {
    --_background: #5c4100;
    --_color: #fff1cc;
  }
}

/* Where a page has a scheme of its own, that one counts. */
@supports (color: light-dark(#000, #fff)) {
  :host {
    --_background: light-dark(#ffd666, #5c4100);
    --_color: light-dark(#2b1d00, #fff1cc);
  }
}

:host([hidden]),
[hidden] {
  display: none !important;
}

section {
  position: fixed;
  z-index: 2147483647;
  inset: 0 0 auto;
  box-sizing: border-box;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: center;
  gap: 0.25rem 1rem;
  inline-size: auto;
  max-inline-size: none;
  block-size: auto;
  margin: 0;
  padding: 0.375rem 1rem;
  border: 0 solid currentColor;
  border-block-end-width: 1px;
  overflow: visible;
  background: var(--impersonation-banner-background, var(--_background));
  color: var(--impersonation-banner-color, var(--_color));
  font: var(--impersonation-banner-font, 0.875rem/1.5 system-ui, sans-serif);
  text-align: start;
}

section[data-position="top"] {
  padding-block-start: max(0.375rem, env(safe-area-inset-top));
}

section[data-position="bottom"] {
  inset: auto 0 0;
  padding-block-end: max(0.375rem, env(safe-area-inset-bottom));
  border-block-width: 1px 0;
}

section[data-collapsed] {
  inset-inline-start: auto;
  max-inline-size: 100vw;
  border-inline-start-width: 1px;
}

section[data-collapsed][data-position="top"] {
  border-end-start-radius: 0.5rem;
}

section[data-collapsed][data-position="bottom"] {
  border-start-start-radius: 0.5rem;
}

section[data-collapsed] :is(#details, [part="acting-as"]) {
  display: none;
}

#details {
  display: contents;
}

[part="who"],
[part="by"] {
  min-inline-size: 0;
  overflow-wrap: anywhere;
}

[part="time"] {
  white-space: nowrap;
  font-variant-numeric: tabular-nums;
}

button {
  padding: 0.125rem 0.75rem;
  border: 1px solid currentColor;
  border-radius: 0.375rem;
  background: transparent;
  color: inherit;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}

button:hover {
  text-decoration: underline;
}

button:focus-visible {
  outline: 2px solid currentColor;
  outline-offset: 2px;
}

button[aria-disabled="true"] {
  opacity: 0.6;
  cursor: default;
}

[part="toggle"] {
  padding-inline: 0.5rem;
  border-color: transparent;
}

.arrow {
  display: inline-block;
  inline-size: 0.5em;
  block-size: 0.5em;
  border: solid currentColor;
  border-width: 2px 0 0 2px;
  rotate: 45deg;
  translate: 0 25%;
}

section:is([data-position="bottom"]:not([data-collapsed]), [data-position="top"][data-collapsed]) .arrow {
  rotate: 225deg;
  translate: 0 -25%;
}

.spoken {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

@media (prefers-reduced-motion: no-preference) {
  section {
    animation: appear 200ms ease-out;
  }

  @keyframes appear {
    from { opacity: 0; }
  }
}
`;
