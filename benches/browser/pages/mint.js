/** A function that makes something in the form of a token, issued a second after the one before. Nobody signs it. */
export function mint(life = 3600) {
  const encode = (value) => btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  let issued = Math.floor(Date.now() / 1000);
  return () => {
    issued += 1;
    const parts = [{ alg: 'RS256' }, { sub: 'alice', iat: issued, exp: issued + life }].map(encode);
    return `${parts.join('.')}.${'s'.repeat(342)}`;
  };
}
