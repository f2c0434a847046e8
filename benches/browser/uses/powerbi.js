import { factories, models, service } from 'powerbi-client';

let powerbi;

export async function open({ place, guest, token }) {
  powerbi ??= new service.Service(factories.hpmFactory, factories.wpmpFactory, factories.routerFactory);
  const accessToken = await token();
  powerbi.embed(place, { type: 'report', id: 'sales', embedUrl: `${guest}/reportEmbed`, accessToken, tokenType: models.TokenType.Embed });
  return { close: () => powerbi.reset(place) };
}
