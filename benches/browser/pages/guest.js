// A guest that asks for its token when the page of the measurement tells it to, and times the answer. It posts to any origin, as the
// documented guest does: nothing that it says is secret.
const asked = () =>
  new Promise((resolve) => {
    const begun = performance.now();
    window.addEventListener('message', function answered({ data }) {
      if (data?.type !== 'JWT_TOKEN_RESPONSE') return;
      window.removeEventListener('message', answered);
      resolve(performance.now() - begun);
    });
    window.parent.postMessage({ type: 'REQUEST_JWT_TOKEN' }, '*');
  });

window.addEventListener('message', async ({ data }) => {
  if (data?.type !== 'measure') return;
  window.parent.postMessage({ type: 'measured', waited: await asked() }, '*');
});

// An error page of the browser fires a load event too, and says nothing.
window.parent.postMessage({ type: 'here' }, '*');
