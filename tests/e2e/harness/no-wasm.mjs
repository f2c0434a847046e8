/** Serves a page, whatever its query, under a content security policy that forbids WebAssembly. */
export async function withoutWebAssembly(context, address) {
  await context.route(
    (url) => url.href.split('?')[0] === address,
    async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), 'content-security-policy': "script-src 'self'" };
      await route.fulfill({ response, headers });
    },
  );
}
