/** Opens the stage anew under another content security policy. */
export async function reopen({ page, context, server }, policy) {
  const address = `${server.host}/e2e/stage.html`;
  await context.route(address, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
  });
  await page.goto(address);
  await page.waitForFunction(() => window.stage?.mount);
}
