import { embedDashboard } from '@superset-ui/embedded-sdk';

export async function open({ place, guest, token }) {
  const embed = await embedDashboard({ id: 'sales', supersetDomain: guest, mountPoint: place, fetchGuestToken: token });
  return { close: () => embed.unmount() };
}
